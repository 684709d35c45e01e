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
    public static double[]? ContentsOf(RootObject stored) => MemberConversion.ToDoubles(stored["fArray"]);

    public static HistogramCells Of(RootObject stored, double[] contents, ref RootAxis[] axes)
    {
        double[] squares = MemberConversion.ToDoubles(stored["fSumw2"]) ?? [];
        if (squares.Length != 0 && squares.Length != contents.Length)
            throw new RootException($"{squares.Length} sums of squared weights for {contents.Length} cells.");
        double entries = MemberConversion.ToDouble(stored["fEntries"]) ?? 0;
        // A negative number says that the buffer was filled in and kept. That of a profile holds what RootProfile knows.
        if (stored.Has("fBinEntries") || MemberConversion.ToDoubles(stored["fBuffer"]) is not { Length: > 0 } buffer || !(buffer[0] >= 1))
            return new HistogramCells(contents, squares, entries, false);
        int width = axes.Length + 1, fills = (int)Math.Min(buffer[0], (buffer.Length - 1) / width);
        axes = [.. axes.Select((axis, i) => axis.Low < axis.High ? axis : Fit(axis, buffer, i + 2, width, fills))];
        (double[] filled, double[] squared) = ((double[])contents.Clone(), (double[])squares.Clone());
        for (int fill = 0; fill < fills; fill++)
        {
            ReadOnlySpan<double> entry = buffer.AsSpan(1 + fill * width, width);
            int cell = 0;
            for (int axis = axes.Length - 1; axis >= 0; axis--)
                cell = cell * (axes[axis].BinCount + 2) + axes[axis].CellOf(entry[axis + 1]);
            filled[cell] += entry[0];
            if (squared.Length > 0) squared[cell] += entry[0] * entry[0];
        }
        return new HistogramCells(filled, squared, Math.Max(entries, fills), true);
    }

    // A histogram that was to find its own range and never did: what it holds tells it. ROOT would round these ends.
    private static RootAxis Fit(RootAxis axis, double[] buffer, int first, int width, int fills)
    {
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        for (int fill = 0; fill < fills; fill++)
            if (buffer[first + fill * width] is var value && double.IsFinite(value))
                (low, high) = (Math.Min(low, value), Math.Max(high, value));
        if (!(low <= high)) return axis.Between(0, 1);
        double room = low == high ? Math.Max(1, Math.Abs(low)) : (high - low) * 1e-6;
        return axis.Between(low == high ? low - room : low, high + room);
    }
}
