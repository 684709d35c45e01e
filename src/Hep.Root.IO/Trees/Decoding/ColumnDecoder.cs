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

    /// <summary>Decodes entries into columns.</summary>
    /// <param name="request">The entries, and the columns that are wanted.</param>
    /// <param name="columns">Takes those columns, each at its place.</param>
    public abstract void Decode(DecodeRequest request, Span<Column?> columns);
}

/// <summary>Entries that hold one column.</summary>
internal abstract class SingleColumnDecoder : ColumnDecoder
{
    public sealed override int ColumnCount => 1;

    public sealed override void Decode(DecodeRequest request, Span<Column?> columns)
    {
        if (request.Wanted[0] is { } schema) columns[0] = Decode(schema, request.Segments, request.EntryCount);
    }

    /// <summary>Decodes entries of consecutive baskets into the column.</summary>
    public abstract Column Decode(ColumnSchema schema, ReadOnlySpan<BasketSegment> segments, int entryCount);
}
