using System.Runtime.InteropServices;

namespace Hep.Root.IO.Trees.TTree;

/// <summary>
/// Puts the baskets of a batch into the order in which they are fetched and decoded, and cuts that into steps: those of one branch ascend,
/// and what lies together in the file comes together.
/// </summary>
internal sealed class StepPlanner
{
    // A step's records are decoded from the processor's cache, where fetching just put them, and are dropped before the next come.
    private const long StepBytes = 1 << 18;

    private readonly BranchReader[] _branches;
    private readonly List<ReadItem> _items = [];

    public StepPlanner(BranchReader[] branches)
    {
        // As the file has them: within a cluster, writers keep the order of the branches.
        _branches = [.. branches.OrderBy(b => b.Branch.Baskets.Count > 0 ? b.Branch.Baskets[0].Seek : 0)];
    }

    /// <summary>The steps of the batch that every branch has planned, at least one.</summary>
    public IEnumerable<ReadStep> Steps(BatchDraft draft, BatchReader reader)
    {
        Collect();
        for (int first = 0, next; first < _items.Count || first == 0; first = next)
        {
            long bytes = 0;
            for (next = first; next < _items.Count && (bytes < StepBytes); next++) bytes += _items[next].Place?.RecordBytes ?? 0;
            ReadItem[] items = [.. CollectionsMarshal.AsSpan(_items)[first..next]];
            yield return new ReadStep(draft, items, reader) { EndsBatch = next == _items.Count };
            if (next == _items.Count) break;
        }
    }

    private void Collect()
    {
        _items.Clear();
        int rounds = 1;
        foreach (BranchReader branch in _branches) rounds = Math.Max(rounds, branch.Planned.Count);
        for (int round = 0; round < rounds; round++)
            foreach (BranchReader branch in _branches)
            {
                BasketPlace? place = round < branch.Planned.Count ? branch.Planned[round] : null;
                if (place is not null || round == 0) _items.Add(new ReadItem(branch, place, 0, branch.PlannedBytes, false));
            }
        if (!IsInOrder()) _items.Sort(static (x, y) => Compare(x.Place, y.Place));
        Number();
    }

    // Where all branches are cut at the same entries, as clusters are, the rounds are in order already.
    private bool IsInOrder()
    {
        for (int i = 1; i < _items.Count; i++)
            if (_items[i].Place is { } place && _items[i - 1].Place is { } before && place.FirstEntry < before.FirstEntry) return false;
        return true;
    }

    private static int Compare(BasketPlace? x, BasketPlace? y)
    {
        int byEntry = (x?.FirstEntry ?? -1).CompareTo(y?.FirstEntry ?? -1);
        return byEntry != 0 ? byEntry : (x?.Seek ?? 0).CompareTo(y?.Seek ?? 0);
    }

    private void Number()
    {
        foreach (BranchReader branch in _branches) branch.Remaining = Math.Max(1, branch.Planned.Count);
        foreach (ref ReadItem item in CollectionsMarshal.AsSpan(_items))
            item = item with { Turn = item.Reader.Order.Plan(), IsLast = --item.Reader.Remaining == 0 };
    }
}
