using Hep.Jagged;
using Hep.Root.IO.Network;
using Hep.Root.IO.Trees.Reading;

namespace Hep.Root.IO.Datasets;

/// <summary>What is remembered of a file between its first opening, for its metadata, and its reading.</summary>
/// <param name="Location">The path or URL.</param>
/// <param name="Source">The identity that its entries bear, with the place of the file in its chain.</param>
/// <param name="Specification">The source that lists it.</param>
/// <param name="Schema">Its readable columns; one object for all files that have equal ones.</param>
/// <param name="EntryCount">Entries of its tree that have a value in these columns.</param>
/// <param name="First">The first entry to read.</param>
/// <param name="End">The entry before which reading ends; not below <paramref name="First"/>.</param>
internal sealed record DatasetFile(
    string Location, EntrySource Source, DatasetSource Specification, Schema Schema, long EntryCount, long First, long End)
{
    /// <summary>What a file is cut into at most: 64 MiB of ranges.</summary>
    public const int MostClusters = 1 << 22;

    /// <summary>What messages call it.</summary>
    public string Shown => LocationText.Show(Location);

    /// <summary>Where the tree is best cut; null where nobody looked.</summary>
    public EntryRange[]? Clusters { get; init; }

    /// <summary>The same file behind so many entries of its source's chain: of it is read what lies in the source's range.</summary>
    public DatasetFile BehindEntries(long chain)
    {
        long first = Math.Clamp(Specification.FirstEntry - chain, 0, EntryCount);
        long end = Math.Clamp((Specification.EndEntry ?? long.MaxValue) - chain, first, EntryCount);
        return this with { Source = Source with { ChainStart = chain }, First = first, End = end };
    }

    /// <summary>Refuses a tree that would be cut into more parts than memory should hold: it may claim any number of entries.</summary>
    /// <param name="most">The entries of a part.</param>
    /// <exception cref="RootException">It is too long.</exception>
    public void RequireParts(int most)
    {
        if ((End - First) / most > MostClusters)
            throw new RootException($"Tree '{Source.Tree}' of '{Shown}' claims {End - First} entries, more than {MostClusters} parts "
                + $"of {most}: read fewer (\"entries\"), or mix more at once (ShuffleOptions.Buffer).")
            { File = Shown, Object = Source.Tree };
    }

    /// <summary>The clusters of the entries to read, those of more than <paramref name="most"/> entries cut.</summary>
    public EntryRange[] ClustersOf(int most)
    {
        List<EntryRange> ranges = [];
        foreach (EntryRange cluster in Clusters ?? [new EntryRange(0, EntryCount)])
        {
            long end = Math.Min(cluster.End, End);
            for (long first = Math.Max(cluster.First, First); first < end; first += most)
                ranges.Add(new EntryRange(first, Math.Min(first + most, end)));
        }
        return [.. ranges];
    }

    /// <summary>The entries of a tree; where its writer was interrupted, those that its longest column has.</summary>
    public static long EntriesOf(RootTree tree) =>
        Math.Min(tree.EntryCount, tree.Columns.Where(c => c.Schema is not null).Select(c => c.EntryCount).DefaultIfEmpty(0).Max());

    /// <summary>
    /// One file of each source and schema. Files without entries are none where others have some: what their entries would have told of
    /// their columns (the class in a TClonesArray) they lack, and no value of theirs is read.
    /// </summary>
    public static IEnumerable<DatasetFile> Kinds(IReadOnlyList<DatasetFile> files)
    {
        bool anyEntries = files.Any(f => f.EntryCount > 0);
        return files.Where(f => f.EntryCount > 0 || !anyEntries).DistinctBy(f => (f.Schema, f.Source.DatasetSource));
    }
}
