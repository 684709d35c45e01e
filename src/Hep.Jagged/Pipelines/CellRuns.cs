namespace Hep.Jagged;

/// <summary>How the levels of a column become runs of cells in a row.</summary>
internal interface ICellRuns
{
    /// <summary>Fills the cells of one row, which hold padding before.</summary>
    /// <returns>False where a NaN is refused.</returns>
    bool FillRow<TWriter>(in Run<TWriter> run, int row, Span<float> cells, Span<bool> mask) where TWriter : struct, IRunWriter;

    /// <summary>Repeats the first <paramref name="used"/> cells up to the end; the mask stays false there.</summary>
    static void Wrap(Span<float> cells, int used)
    {
        if (used == 0) return;
        for (int i = used; i < cells.Length; i++) cells[i] = cells[i - used];
    }
}

/// <summary>A flat column, or one of fixed shape.</summary>
/// <param name="stride">Values of an entry.</param>
internal readonly struct FlatRuns(int stride) : ICellRuns
{
    public bool FillRow<TWriter>(in Run<TWriter> run, int row, Span<float> cells, Span<bool> mask) where TWriter : struct, IRunWriter =>
        run.Write(row * stride, stride, cells, mask);
}

/// <summary>A jagged column.</summary>
/// <param name="stride">Values of an object.</param>
/// <param name="slots">Objects that have cells.</param>
/// <param name="padMode">What stands behind a shorter list.</param>
internal readonly struct ListRuns(int stride, int slots, PadMode padMode) : ICellRuns
{
    public bool FillRow<TWriter>(in Run<TWriter> run, int row, Span<float> cells, Span<bool> mask) where TWriter : struct, IRunWriter
    {
        int start = run.Offsets[row];
        int length = Math.Min(run.Offsets[row + 1] - start, slots);
        if (!run.Write(start * stride, length * stride, cells, mask)) return false;
        if (padMode == PadMode.Wrap && length < slots) ICellRuns.Wrap(cells, run.CellsOf(length * stride));
        return true;
    }
}

/// <summary>A doubly jagged column.</summary>
/// <param name="stride">Values of an element of an inner list.</param>
/// <param name="slots">Outer lists' elements that have cells.</param>
/// <param name="innerSlots">Elements of an inner list that have cells.</param>
/// <param name="padMode">What stands behind a shorter list, outer or inner.</param>
internal readonly struct NestedRuns(int stride, int slots, int innerSlots, PadMode padMode) : ICellRuns
{
    public bool FillRow<TWriter>(in Run<TWriter> run, int row, Span<float> cells, Span<bool> mask) where TWriter : struct, IRunWriter
    {
        int start = run.Offsets[row];
        int length = Math.Min(run.Offsets[row + 1] - start, slots);
        int listCells = run.CellsOf(innerSlots * stride);
        for (int i = 0; i < length; i++)
            if (!FillList(run, start + i, cells.Slice(i * listCells, listCells), mask.Slice(i * listCells, listCells))) return false;
        if (padMode == PadMode.Wrap && length < slots) ICellRuns.Wrap(cells, length * listCells);
        return true;
    }

    private bool FillList<TWriter>(in Run<TWriter> run, int list, Span<float> cells, Span<bool> mask) where TWriter : struct, IRunWriter
    {
        int start = run.InnerOffsets[list];
        int length = Math.Min(run.InnerOffsets[list + 1] - start, innerSlots);
        if (!run.Write(start * stride, length * stride, cells, mask)) return false;
        if (padMode == PadMode.Wrap && length < innerSlots) ICellRuns.Wrap(cells, run.CellsOf(length * stride));
        return true;
    }
}
