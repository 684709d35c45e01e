using Hep.Jagged;

namespace Hep.Root.IO.Trees.Decoding;

/// <summary>
/// The program of the columns of a branch: how the bytes of its entries become values and offsets. Chosen once from the metadata; hot code
/// sees no names and no options.
/// </summary>
internal abstract class ColumnDecoder
{
    /// <summary>The number of columns that the entries hold.</summary>
    public abstract int ColumnCount { get; }

    /// <summary>
    /// Whether an entry without a byte counts as a list without elements: elements of which the writer stored nothing look the same.
    /// </summary>
    public virtual bool CountsByBytes => false;

    /// <summary>
    /// Whether objects are walked member by member, as the streamer infos say: classes that stream themselves by hand are not what those
    /// say. Of numbers, texts and collections of such the format is ROOT's own.
    /// </summary>
    public virtual bool WalksClasses => false;

    /// <summary>What decodes batch after batch.</summary>
    /// <param name="wanted">What each column is; null where it is not wanted.</param>
    public abstract ColumnFill NewFill(ColumnSchema?[] wanted);
}

/// <summary>Entries that hold one column.</summary>
internal abstract class SingleColumnDecoder : ColumnDecoder
{
    public sealed override int ColumnCount => 1;

    public sealed override ColumnFill NewFill(ColumnSchema?[] wanted) => NewFill(wanted[0]!);

    protected abstract ColumnFill NewFill(ColumnSchema wanted);
}
