using Hep.Jagged;

namespace Hep.Tool.Arguments;

/// <summary>Bins of equal width as a command line gives them.</summary>
internal sealed record BinRange
{
    /// <summary>More bins than anybody draws.</summary>
    public const int MostBins = 1_000_000;

    private readonly int _count;
    private readonly double _low, _high;

    private BinRange(int count, double low, double high) => (_count, _low, _high) = (count, low, high);

    /// <summary>Bins between two ends; null where there cannot be any.</summary>
    public static BinRange? Of(int count, double low, double high)
    {
        try
        {
            BinRange bins = new(count, low, high);
            _ = bins.For(new HistogramQuantity(""));
            return bins;
        }
        catch (ArgumentOutOfRangeException)
        {
            return null;                                    // the histogram knows best what it can divide
        }
    }

    /// <summary>An empty histogram with these bins, labelled as what is to be filled.</summary>
    public Histogram For(HistogramQuantity quantity) =>
        new(_count, _low, _high) { XLabel = quantity.Value, Title = quantity.Where ?? "" };
}
