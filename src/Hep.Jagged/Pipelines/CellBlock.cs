namespace Hep.Jagged;

/// <summary>The cells of one column: writes its values into the rows of a batch, which hold padding before.</summary>
/// <param name="first">The block's first cell in a row.</param>
/// <param name="count">Its cells.</param>
/// <param name="writer">How a run of values becomes cells.</param>
internal abstract class CellBlock(int first, int count, RunWriter writer)
{
    /// <summary>A row whose values were all accepted.</summary>
    public const int NoRow = -1;

    protected int Count => count;

    /// <summary>Fills the rows from <paramref name="start"/> up to <paramref name="end"/>.</summary>
    /// <returns>The row with a NaN that is refused, or <see cref="NoRow"/>.</returns>
    public int Fill(in ScaledColumn column, int start, int end, CellRows rows)
    {
        for (int row = start; row < end; row++)
        {
            int cell = row * rows.Width + first;
            if (!FillRow(column, row, rows.Features.Slice(cell, count), rows.Mask.Slice(cell, count))) return row;
        }
        return NoRow;
    }

    protected abstract bool FillRow(in ScaledColumn column, int row, Span<float> cells, Span<bool> mask);

    protected int CellsOf(int values) => values * writer.CellsPerValue;

    protected bool Write(in ScaledColumn column, int start, int length, Span<float> cells, Span<bool> mask)
    {
        ReadOnlySpan<float> values = column.Values.Slice(start, length);
        (int from, int used) = (0, CellsOf(length));
        if (!column.AllFinite) return writer.WriteAny(values, cells.Slice(from, used), mask.Slice(from, used));
        writer.WriteFinite(values, cells.Slice(from, used), mask.Slice(from, used));
        return true;
    }

    /// <summary>Repeats the first <paramref name="used"/> cells up to the end; the mask stays false there.</summary>
    protected static void Wrap(Span<float> cells, int used)
    {
        if (used == 0) return;
        for (int i = used; i < cells.Length; i++) cells[i] = cells[i - used];
    }
}

/// <summary>The scaled values of one column in the kept rows and objects of a batch.</summary>
internal readonly ref struct ScaledColumn(
    ReadOnlySpan<float> values, bool allFinite, ReadOnlySpan<int> offsets, ReadOnlySpan<int> innerOffsets)
{
    /// <summary>All values, in order.</summary>
    public ReadOnlySpan<float> Values { get; } = values;

    /// <summary>Whether none of them is NaN.</summary>
    public bool AllFinite { get; } = allFinite;

    /// <summary>The offsets of the collection's objects; empty for a flat column.</summary>
    public ReadOnlySpan<int> Offsets { get; } = offsets;

    /// <summary>The offsets of the inner lists, where there are any.</summary>
    public ReadOnlySpan<int> InnerOffsets { get; } = innerOffsets;
}

/// <summary>The rows that blocks write into: row-major, <c>Width</c> cells each.</summary>
internal readonly ref struct CellRows(Span<float> features, Span<bool> mask, int width)
{
    public Span<float> Features { get; } = features;

    public Span<bool> Mask { get; } = mask;

    public int Width { get; } = width;
}
