namespace Hep.Jagged;

/// <summary>The cells of a flat column, or one of fixed shape.</summary>
internal sealed class FlatBlock(int first, int count, RunWriter writer, int stride) : CellBlock(first, count, writer)
{
    protected override bool FillRow(in ScaledColumn column, int row, Span<float> cells, Span<bool> mask) =>
        Write(column, row * stride, stride, cells, mask);
}

/// <summary>The cells of a jagged column.</summary>
internal sealed class ListBlock(int first, int count, RunWriter writer, int stride, CollectionCells lists) : CellBlock(first, count, writer)
{
    protected override bool FillRow(in ScaledColumn column, int row, Span<float> cells, Span<bool> mask)
    {
        int start = column.Offsets[row];
        int length = Math.Min(column.Offsets[row + 1] - start, lists.Slots);
        if (!Write(column, start * stride, length * stride, cells, mask)) return false;
        if (lists.PadMode == PadMode.Wrap && length < lists.Slots) Wrap(cells, CellsOf(length * stride));
        return true;
    }
}

/// <summary>The cells of a doubly jagged column.</summary>
internal sealed class NestedBlock(int first, int count, RunWriter writer, int stride, CollectionCells lists, int innerSlots)
    : CellBlock(first, count, writer)
{
    protected override bool FillRow(in ScaledColumn column, int row, Span<float> cells, Span<bool> mask)
    {
        int start = column.Offsets[row];
        int length = Math.Min(column.Offsets[row + 1] - start, lists.Slots);
        int listCells = CellsOf(innerSlots * stride);
        for (int i = 0; i < length; i++)
            if (!FillList(column, start + i, cells.Slice(i * listCells, listCells), mask.Slice(i * listCells, listCells))) return false;
        if (lists.PadMode == PadMode.Wrap && length < lists.Slots) Wrap(cells, length * listCells);
        return true;
    }

    private bool FillList(in ScaledColumn column, int list, Span<float> cells, Span<bool> mask)
    {
        int start = column.InnerOffsets[list];
        int length = Math.Min(column.InnerOffsets[list + 1] - start, innerSlots);
        if (!Write(column, start * stride, length * stride, cells, mask)) return false;
        if (lists.PadMode == PadMode.Wrap && length < innerSlots) Wrap(cells, CellsOf(length * stride));
        return true;
    }
}
