using Hep.Jagged;
using Hep.Root.IO.Datasets;
using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Merging;

/// <summary>What the files have under one path.</summary>
/// <param name="first">The key in the first file that has it.</param>
/// <param name="kind">What becomes of it.</param>
internal sealed class FoundObject(RootKey first, MergeKind kind)
{
    private long _entries;

    public RootKey First { get; } = first;

    public MergeKind Kind { get; } = kind;

    /// <summary>The files that have it.</summary>
    public int FileCount { get; private set; }

    /// <summary>Bytes of the object in all of them, uncompressed.</summary>
    public long PlainBytes { get; private set; }

    /// <summary>Bytes that the object takes in all of them, with the records of a tree.</summary>
    public double StoredBytes { get; private set; }

    /// <summary>Bytes that it takes in the merged file, about: what is added becomes one.</summary>
    public double MergedBytes => Kind is MergeKind.Sum or MergeKind.Efficiency ? StoredBytes / FileCount : StoredBytes;

    /// <summary>Bytes that it takes at most while it is made of those of all files.</summary>
    public long BytesNeeded => Kind switch
    {
        MergeKind.Sum => HistogramAddition.BytesOf(First.ClassName, First.PlainBytes),
        // Its histograms are of any class: at most as many bins as bytes.
        MergeKind.Efficiency => HistogramAddition.BytesOf("TH1C", First.PlainBytes),
        // Parts, and while they are written, the whole.
        MergeKind.Points => 2 * PlainBytes,
        _ => First.PlainBytes,
    };

    /// <summary>Of a tree, where it lies, in reading order; of anything else none, since there may be very many.</summary>
    public List<RootLocation> Trees { get; } = [];

    /// <summary>The format of the first tree.</summary>
    public TreeFormat Format { get; private set; }

    /// <summary>Its title.</summary>
    public string Title { get; private set; } = "";

    /// <summary>Its columns.</summary>
    public int ColumnCount { get; private set; }

    /// <summary>How the records of the trees are copied; null where entries are written anew.</summary>
    public CopyPlan? Copies { get; private set; }

    /// <summary>Why they are.</summary>
    public string? WhyRewritten { get; private set; }

    /// <summary>Why columns of trees cannot be chained, by their names: some file has them, and cannot give them.</summary>
    public Dictionary<string, string> LostColumns { get; } = new(StringComparer.Ordinal);

    /// <summary>Why it cannot be merged; null where it can.</summary>
    public string? Why { get; set; }

    /// <summary>Notes that a file has it.</summary>
    public void Count(RootKey key)
    {
        FileCount++;
        PlainBytes += key.PlainBytes;
        StoredBytes += key.StoredBytes;
    }

    /// <summary>What takes the objects of the files, one by one.</summary>
    /// <param name="spent">Gets the arrays of those that were added.</param>
    /// <param name="room">Where fills that were to find a range take their place.</param>
    public IMergedContents NewContents(SpentNumbers spent, HeldRoom room) => Kind switch
    {
        MergeKind.Sum => new HistogramAddition(spent) { Room = room },
        MergeKind.Efficiency => new EfficiencyAddition(spent) { Room = room },
        MergeKind.Points => new GraphAddition(),
        _ => new MergedTexts(),
    };

    /// <summary>Takes a tree of that path.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="location">Where it is read from.</param>
    /// <param name="shown">What messages call its file.</param>
    public void AddTree(RootTree tree, RootLocation location, string shown)
    {
        if (Trees.Count == 0) (Format, Title, ColumnCount) = (tree.Format, tree.Title, tree.Columns.Count);
        Trees.Add(location);
        StoredBytes += tree.StoredBytes;
        long entries = DatasetFile.EntriesOf(tree);
        // A file without entries cannot tell what they would have (the class in a TClonesArray), where others have some.
        if (entries == 0 && _entries > 0) return;
        if (entries > 0 && _entries == 0) LostColumns.Clear();
        _entries += entries;
        foreach (RootColumn column in tree.Columns)
            if (WhyLost(column, entries, shown) is { } why) LostColumns.TryAdd(column.Name, why);
    }

    /// <summary>Decides whether the records of the trees are copied, where nothing else is asked for.</summary>
    /// <param name="file">The file of the tree that was taken last.</param>
    /// <param name="key">The tree.</param>
    /// <param name="options">What is asked for.</param>
    /// <param name="layouts">What versions of classes mean in the merged file.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task PlanCopyAsync(
        RootFile file, RootKey key, MergeOptions options, MergedLayouts layouts, CancellationToken cancellationToken)
    {
        if (WhyRewritten is not null) return;
        WhyRewritten = options.Compression is not null ? "a compression was asked for"
            : options.Format is { } format && format != Format ? $"the format {format} was asked for" : null;
        if (WhyRewritten is not null) return;
        try
        {
            await (Copies ??= CopyPlan.Of(Format, layouts)).AddAsync(file, key, cancellationToken).ConfigureAwait(false);
        }
        catch (RootException failure)
        {
            (Copies, WhyRewritten) = (null, failure.Message);
        }
    }

    /// <summary>Writes entries anew where records would come to lie beyond 2 GB that cannot tell such a place.</summary>
    public void CopyNothingNarrow()
    {
        if (Copies is { HasNarrowPlaces: true })
            (Copies, WhyRewritten) = (null, "the keys of its baskets have four bytes for places, too few in a file of more than 2 GB");
    }

    private static string? WhyLost(RootColumn column, long entries, string shown) =>
        column.WhyUnreadable is { } why ? $"it cannot be read in '{shown}': {why}"
        : DatasetColumns.IsReserved(column.Name) ? "names that begin with 'hep.' are those of datasets"
        // Its writer was interrupted.
        : column.EntryCount < entries ? $"it has {column.EntryCount} entries in '{shown}', and its tree {entries}" : null;
}

/// <summary>What becomes of objects of one path.</summary>
internal enum MergeKind
{
    /// <summary>What lies in it is merged.</summary>
    Directory,
    /// <summary>They are chained.</summary>
    Tree,
    /// <summary>They are added: histograms and profiles.</summary>
    Sum,
    /// <summary>What passed and everything are added: efficiencies.</summary>
    Efficiency,
    /// <summary>Their points are put one behind the other: graphs.</summary>
    Points,
    /// <summary>Each that differs from those before is kept, under a cycle of its own: texts and names.</summary>
    Text,
    /// <summary>They cannot be written.</summary>
    None,
}
