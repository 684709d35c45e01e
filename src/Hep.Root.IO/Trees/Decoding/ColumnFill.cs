using Hep.Jagged;

namespace Hep.Root.IO.Trees.Decoding;

/// <summary>
/// The columns of a branch while a batch is decoded, basket by basket, in the order of the entries: no basket has to wait for another. One
/// object serves all batches of a stream.
/// </summary>
internal abstract class ColumnFill : IDisposable
{
    /// <summary>Begins a batch.</summary>
    /// <param name="entryCount">Its entries.</param>
    /// <param name="expectedBytes">
    /// About as many bytes of data as those have, as far as the file vouches for them: how much memory is taken at first.
    /// </param>
    /// <param name="counts">
    /// For its entries the values that count those of this branch, where they stand in another; else null.
    /// </param>
    /// <param name="common">The offsets of the collection, where several columns of the batch have them in common; else null.</param>
    public abstract void Begin(int entryCount, long expectedBytes, Column<int>? counts, CollectionOffsets? common);

    /// <summary>Decodes the next entries.</summary>
    /// <exception cref="RootException">Their bytes are not what the metadata promised.</exception>
    public abstract void Add(BasketSegment segment);

    /// <summary>Hands over the columns of the batch, each at its place.</summary>
    public abstract void End(Span<Column?> columns);

    /// <summary>Gives back what a batch that is not ended has taken.</summary>
    public abstract void Dispose();
}
