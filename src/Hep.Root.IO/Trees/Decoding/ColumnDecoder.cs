using Hep.Jagged;

namespace Hep.Root.IO.Trees.Decoding;

/// <summary>
/// The program of a column: how the bytes of its entries become values and offsets. Chosen once from the metadata; hot code sees no names
/// and no options.
/// </summary>
internal abstract class ColumnDecoder
{
    /// <summary>Decodes entries of consecutive baskets into one column.</summary>
    /// <param name="schema">What the column is.</param>
    /// <param name="segments">The entries, in order.</param>
    /// <param name="entryCount">Their number.</param>
    public abstract Column Decode(ColumnSchema schema, ReadOnlySpan<BasketSegment> segments, int entryCount);
}
