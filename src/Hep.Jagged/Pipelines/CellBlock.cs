namespace Hep.Jagged;

/// <summary>
/// The cells of one column: writes its values into the rows of a batch, which hold padding before. It may write padding into cells of later
/// columns of a row: blocks come in the order of their cells.
/// </summary>
internal abstract class CellBlock
{
    /// <summary>A row whose values were all accepted.</summary>
    public const int NoRow = -1;

    /// <summary>Fills the rows from <paramref name="start"/> up to <paramref name="end"/>.</summary>
    /// <returns>The row with a NaN that is refused, or <see cref="NoRow"/>.</returns>
    public abstract int Fill(in ScaledColumn column, int start, int end, CellRows rows);

    /// <summary>The block of a column.</summary>
    /// <param name="first">Its first cell in a row.</param>
    /// <param name="count">Its cells.</param>
    /// <param name="runs">How the levels of the column become runs of cells.</param>
    /// <param name="writer">How a run of values becomes cells.</param>
    public static CellBlock Of<TRuns, TWriter>(int first, int count, TRuns runs, TWriter writer)
        where TRuns : struct, ICellRuns where TWriter : struct, IRunWriter => new Block<TRuns, TWriter>(first, count, runs, writer);

    /// <summary>One loop for each pair of structs: the compiler joins them to code without calls.</summary>
    private sealed class Block<TRuns, TWriter>(int first, int count, TRuns runs, TWriter writer) : CellBlock
        where TRuns : struct, ICellRuns where TWriter : struct, IRunWriter
    {
        public override int Fill(in ScaledColumn column, int start, int end, CellRows rows)
        {
            Run<TWriter> run = new(column, writer);
            for (int row = start; row < end; row++)
            {
                int cell = row * rows.Width + first;
                if (!runs.FillRow(run, row, rows.Features.Slice(cell, count), rows.Mask.Slice(cell, count))) return row;
            }
            return NoRow;
        }
    }
}

/// <summary>The scaled values of one column in the kept rows and objects of a batch.</summary>
internal readonly ref struct ScaledColumn(
    ReadOnlySpan<float> values, bool allFinite, ReadOnlySpan<int> offsets, ReadOnlySpan<int> innerOffsets)
{
    /// <summary>All values, in order; behind them the memory has as many more as <see cref="ListCells"/> reads at once.</summary>
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

/// <summary>The values of a column with what writes them.</summary>
internal readonly ref struct Run<TWriter>(ScaledColumn column, TWriter writer) where TWriter : struct, IRunWriter
{
    private readonly ScaledColumn _column = column;

    public ReadOnlySpan<int> Offsets => _column.Offsets;

    public ReadOnlySpan<int> InnerOffsets => _column.InnerOffsets;

    /// <summary>Cells of so many values.</summary>
    public int CellsOf(int values) => values * writer.CellsPerValue;

    /// <summary>Writes the values from <paramref name="start"/> into the first cells.</summary>
    /// <returns>False where a NaN is refused.</returns>
    public bool Write(int start, int length, Span<float> cells, Span<bool> mask)
    {
        ReadOnlySpan<float> values = _column.Values.Slice(start, length);
        int used = CellsOf(length);
        if (!_column.AllFinite) return writer.WriteAny(values, cells[..used], mask[..used]);
        writer.WriteFinite(values, cells[..used], mask[..used]);
        return true;
    }
}
