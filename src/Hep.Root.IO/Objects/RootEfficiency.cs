using Hep.Jagged;
using Hep.Root.IO.Objects;

namespace Hep.Root.IO;

/// <summary>An efficiency of a file (TEfficiency): how much of what is in each bin passed.</summary>
[TypeFormatterSource(typeof(NotebookFormatterSource))]
public sealed class RootEfficiency : IPicture
{
    private RootEfficiency(RootObject stored, RootHistogram passed, RootHistogram total)
    {
        Object = stored;
        Passed = passed;
        Total = total;
        ConfidenceLevel = stored.TryGet("fConfLevel", out double level) && level is > 0 and < 1 ? level : 0.682689492137;
    }

    /// <summary>The efficiency as a tree of members.</summary>
    public RootObject Object { get; }

    /// <summary>The name.</summary>
    public string Name => Object.GetText("fName");

    /// <summary>The title, as ROOT's text.</summary>
    public string Title => Object.GetText("fTitle");

    /// <summary>What passed.</summary>
    public RootHistogram Passed { get; }

    /// <summary>Everything.</summary>
    public RootHistogram Total { get; }

    /// <summary>The axes of the bins.</summary>
    public IReadOnlyList<RootAxis> Axes => Total.Axes;

    /// <summary>The probability that the intervals of <see cref="GetIntervals"/> cover; 0.683 unless the file says otherwise.</summary>
    public double ConfidenceLevel { get; }

    /// <summary>The efficiency that an object is.</summary>
    /// <exception cref="RootException">It is none, or its histograms do not fit each other.</exception>
    public static RootEfficiency Of(RootObject stored)
    {
        ArgumentNullException.ThrowIfNull(stored);
        if (stored.GetObject("fPassedHistogram") is not { } passed || stored.GetObject("fTotalHistogram") is not { } total)
            throw new RootException($"An object of class {stored.ClassName} is no efficiency.");
        RootEfficiency efficiency = new(stored, RootHistogram.Of(passed), RootHistogram.Of(total));
        // As many cells are not yet the same: 5 × 5 of two axes are as many as 25 of one.
        (string passedBins, string totalBins) = (BinsOf(efficiency.Passed), BinsOf(efficiency.Total));
        return passedBins == totalBins ? efficiency
            : throw new RootException($"The histogram of what passed has {passedBins} bins, that of everything {totalBins}.");
    }

    /// <summary>What passed over everything, in each bin without underflow and overflow, x fastest; NaN where there is nothing.</summary>
    public double[] GetValues()
    {
        (double[] passed, double[] total) = (Passed.GetContents(), Total.GetContents());
        double[] values = new double[total.Length];
        for (int i = 0; i < values.Length; i++) values[i] = total[i] == 0 ? double.NaN : passed[i] / total[i];
        return values;
    }

    /// <summary>
    /// The efficiencies over the bins of some of the axes, of all that lies in the bins of the others; the first axis named fastest, NaN
    /// where there is nothing.
    /// </summary>
    /// <param name="axes">Axes from 0, each once.</param>
    /// <exception cref="ArgumentException">An axis is not there, or named twice.</exception>
    public double[] GetProjection(params ReadOnlySpan<int> axes) =>
        AxisProjection.Ratio(Passed.GetContents(), Total.GetContents(), Axes, axes);

    /// <summary>
    /// The central interval of each bin at <see cref="ConfidenceLevel"/>, after Clopper and Pearson, which is TEfficiency's default; NaN
    /// where there is nothing. Contents that are no counts, because they were weighted, get the interval of their sums.
    /// </summary>
    public (double Low, double High)[] GetIntervals()
    {
        (double[] passed, double[] total) = (Passed.GetContents(), Total.GetContents());
        (double, double)[] intervals = new (double, double)[total.Length];
        for (int i = 0; i < intervals.Length; i++) intervals[i] = BinomialInterval.ClopperPearson(passed[i], total[i], ConfidenceLevel);
        return intervals;
    }

    /// <summary>A picture: points with their intervals over one axis, a map of colours over two, three such of three.</summary>
    public string ToSvg() => HistogramPicture.ToSvg(this);

    /// <summary>The picture as a piece of HTML.</summary>
    public string ToHtml() =>
        HistogramPicture.Figure(ToSvg(), $"{Object.ClassName}, {Total.EntryCount:G6} entries, intervals of {100 * ConfidenceLevel:G4} %");

    /// <summary>The class, the name and the bins.</summary>
    public override string ToString() => $"{Object.ClassName} {Name}, {BinsOf(Total)} bins";

    private static string BinsOf(RootHistogram histogram) => string.Join(" × ", histogram.Axes.Select(a => a.BinCount));
}
