using Hep.Jagged;
using Hep.Root.IO.Writing;
using Hep.Root.IO.Writing.Outputs;

namespace Hep.Root.IO;

/// <summary>How a tree is written.</summary>
public sealed record TreeWriteOptions
{
    /// <summary>The options that are used unless others are given.</summary>
    public static TreeWriteOptions Default { get; } = new();

    /// <summary>The format. Default: TTree.</summary>
    public TreeFormat Format { get; init; } = TreeFormat.TTree;

    /// <summary>The title. Default: empty.</summary>
    public string Title { get; init; } = "";

    /// <summary>The columns; null: those of the first batch. Given here, a tree has its branches even if no batch comes.</summary>
    public Schema? Schema { get; init; }

    /// <summary>How lists are stored in a TTree. Default: with counters.</summary>
    public ListStorage Lists { get; init; } = ListStorage.Counted;

    /// <summary>
    /// Collections of columns that know no counter: with <c>Jet</c> here, all lists <c>Jet_…</c> and <c>Jet.…</c> share the counter
    /// <c>nJet</c>, and are equally long in every entry; of several collections the longest name decides. Columns that were read with a
    /// counter, or computed from such, keep it; any other list has one of its own in a TTree, <c>n</c> and its name. In an RNTuple lists
    /// <c>Jet.…</c> of one counter are members of records.
    /// </summary>
    public IReadOnlyList<string> Collections { get; init; } = [];

    /// <summary>How baskets are compressed; null: as the file says.</summary>
    public RootCompression? Compression { get; init; }

    /// <summary>
    /// Bytes of values, before compression, after which all branches write what they hold: a cluster, the piece that readers share out. The
    /// first one decides, later ones have as many entries. It bounds memory, too. Default 32 MiB.
    /// </summary>
    public int ClusterBytes { get; init; } = 32 << 20;

    /// <summary>
    /// Bytes, before compression, after which a branch writes a basket, or a column a page, within a cluster. Default 256 KiB.
    /// </summary>
    public int BasketBytes { get; init; } = 256 << 10;

    /// <summary>
    /// Threads that compress. With 1, the default, it is the caller's own; with more they work beside it. The file is the same for any
    /// number.
    /// </summary>
    public int Threads { get; init; } = 1;

    /// <summary>Why a column cannot be written in this format, whatever stands beside it; null: it can.</summary>
    public string? WhyUnwritable(ColumnSchema column)
    {
        ArgumentNullException.ThrowIfNull(column);
        try
        {
            ColumnCheck.Check(StoredNames.Apply(new Schema([column]), Format), this);
            return null;
        }
        catch (RootException failure)
        {
            return failure.Message;
        }
    }

    /// <summary>What counts the lists of a column together with others; null where nothing is known to.</summary>
    internal string? CounterOf(ColumnSchema column) => column.Counter ?? CollectionName.CounterOf(column.Name, Collections);

    /// <exception cref="ArgumentOutOfRangeException">A number is not what it can be.</exception>
    internal void Check()
    {
        ArgumentNullException.ThrowIfNull(Title);
        if (!Enum.IsDefined(Format)) throw new ArgumentOutOfRangeException(nameof(Format), Format, "No format of trees.");
        ArgumentNullException.ThrowIfNull(Collections);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ClusterBytes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(BasketBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(BasketBytes, 1 << 29);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Threads);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Threads, 1024);
    }
}
