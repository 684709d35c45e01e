using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Objects;

/// <summary>
/// The sums of weights and values that a histogram keeps while it is filled (TH1::GetStats): better than what its bins tell.
/// </summary>
internal sealed class HistogramSums(RootObject stored, bool isOutdated)
{
    private static readonly string[] Letters = ["x", "y", "z"];

    /// <summary>Whether they count all that was filled: not where a buffer was filled in here, nor where bins were set.</summary>
    public bool IsKept => !isOutdated && Sum("fTsumw") != 0;

    public double Mean(RootHistogram histogram, int axis) => Moments(histogram, axis) is var (w, wx, _) && w != 0 ? wx / w : double.NaN;

    public double Deviation(RootHistogram histogram, int axis)
    {
        (double w, double wx, double wx2) = Moments(histogram, axis);
        if (w == 0) return double.NaN;
        double mean = wx / w;
        return Math.Sqrt(Math.Abs(wx2 / w - mean * mean));
    }

    private (double W, double Wx, double Wx2) Moments(RootHistogram histogram, int axis)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(axis);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(axis, histogram.Dimension);
        return IsKept ? (Sum("fTsumw"), Sum("fTsumw" + Letters[axis]), Sum($"fTsumw{Letters[axis]}2")) : OfBins(histogram, axis);
    }

    /// <summary>A sum by the member that holds it, such as fTsumwx2.</summary>
    public double Sum(string member) => MemberConversion.ToDouble(stored[member]) ?? 0;

    private static (double, double, double) OfBins(RootHistogram histogram, int axis)
    {
        double[] contents = histogram.GetContents();
        int below = 1;                                      // bins of the axes that run faster
        for (int i = 0; i < axis; i++) below *= histogram.Axes[i].BinCount;
        RootAxis along = histogram.Axes[axis];
        (double w, double wx, double wx2) = (0, 0, 0);
        for (int i = 0; i < contents.Length; i++)
        {
            double x = along.GetCenter(i / below % along.BinCount);
            w += contents[i];
            wx += contents[i] * x;
            wx2 += contents[i] * x * x;
        }
        return (w, wx, wx2);
    }
}
