using Hep.Root.IO.Trees.Reading;

namespace Hep.Root.IO.Trees.TTree;

/// <summary>
/// Where a tree can be cut without reading a basket twice: where baskets of all branches begin. The writer's own record of its clusters
/// (TTree::fClusterRangeEnd) is not asked, since not every writer keeps one.
/// </summary>
internal static class ClusterRanges
{
    /// <summary>The ranges of the entries, in order; one where baskets of different branches never begin together.</summary>
    public static EntryRange[] Of(IEnumerable<Branch> branches, long entryCount)
    {
        HashSet<long>? common = null;
        foreach (Branch branch in branches)
        {
            IEnumerable<long> starts = branch.Baskets.Select(b => b.FirstEntry);
            if (common is null) common = [.. starts];
            else common.IntersectWith(starts);
            if (common.Count <= 1) break;
        }
        List<EntryRange> ranges = [];
        long first = 0;
        foreach (long start in (common ?? []).Where(s => s > 0 && s < entryCount).Order().Append(entryCount))
        {
            if (start > first) ranges.Add(new EntryRange(first, start));
            first = start;
        }
        return [.. ranges];
    }
}
