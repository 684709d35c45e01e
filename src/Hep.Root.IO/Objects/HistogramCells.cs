using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Objects;

/// <summary>The contents of a histogram with what its buffer still holds (TH1::BufferEmpty).</summary>
/// <param name="Contents">All cells.</param>
/// <param name="Squares">Sums of squared weights of all cells, or none.</param>
/// <param name="EntryCount">The number of fills.</param>
/// <param name="IsRefilled">Whether the buffer was filled in here, so that stored sums do not count it.</param>
internal sealed record HistogramCells(double[] Contents, double[] Squares, double EntryCount, bool IsRefilled)
{
    /// <summary>The stored array, whatever the type of its bins; null where there is none.</summary>
    public static double[]? ContentsOf(RootObject stored, SpentNumbers? spent = null) =>
        MemberConversion.ToDoubles(stored["fArray"], spent);

    public static HistogramCells Of(RootObject stored, double[] contents, ref RootAxis[] axes)
    {
        double[] squares = MemberConversion.ToDoubles(stored["fSumw2"]) ?? [];
        if (squares.Length != 0 && squares.Length != contents.Length)
            throw new RootException($"{squares.Length} sums of squared weights for {contents.Length} cells.");
        double entries = MemberConversion.ToDouble(stored["fEntries"]) ?? 0;
        BufferedFills fills = BufferedFills.Of(stored, axes.Length);
        // That of a profile holds what RootProfile knows.
        if (stored.Has("fBinEntries") || fills.Count == 0) return new HistogramCells(contents, squares, entries, false);
        axes = [.. axes.Select((axis, i) => axis.Low < axis.High ? axis : Fit(axis, fills, i + 1))];
        (double[] filled, double[] squared) = ((double[])contents.Clone(), (double[])squares.Clone());
        if (squares.Length == 0 && fills.AreWeighted) squared = Array.ConvertAll(contents, Math.Abs);       // TH1::Sumw2
        for (int fill = 0; fill < fills.Count; fill++)
        {
            int cell = BufferedFills.CellOf(axes, fills[fill]);
            double weight = fills[fill][0];
            filled[cell] += weight;
            if (squared.Length > 0) squared[cell] += weight * weight;
        }
        return new HistogramCells(filled, squared, Math.Max(entries, fills.Count), true);
    }

    // A histogram that was to find its own range and never did: what it holds tells it. ROOT would round these ends.
    private static RootAxis Fit(RootAxis axis, BufferedFills fills, int place)
    {
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        for (int fill = 0; fill < fills.Count; fill++)
            if (fills[fill][place] is var value && double.IsFinite(value)) (low, high) = (Math.Min(low, value), Math.Max(high, value));
        if (!(low <= high)) return axis.Between(0, 1);
        double room = low == high ? Math.Max(1, Math.Abs(low)) : (high - low) * 1e-6;
        return axis.Between(low == high ? low - room : low, high + room);
    }
}
