using System.Collections.Immutable;

namespace Hep.Jagged;

/// <summary>
/// What pass 1 found in one feature column: all values of kept objects in kept entries, before truncation, unweighted, in float64.
/// </summary>
public sealed record ColumnStatistics
{
    /// <summary>Places among the values at which bins are told: fractions are off by a thousandth at most.</summary>
    private const int BinRanks = 2000;

    /// <summary>The column's name.</summary>
    public required string Name { get; init; }

    /// <summary>The number of finite values: those that all figures below are of.</summary>
    public long Count { get; init; }

    /// <summary>The number of NaN.</summary>
    public long NanCount { get; init; }

    /// <summary>The number of infinities of either sign, which count as NaN.</summary>
    public long InfinityCount { get; init; }

    /// <summary>The least value; NaN of none.</summary>
    public double Minimum { get; init; } = double.NaN;

    /// <summary>The greatest value; NaN of none.</summary>
    public double Maximum { get; init; } = double.NaN;

    /// <summary>The mean; NaN of no values.</summary>
    public double Mean { get; init; } = double.NaN;

    /// <summary>The variance of the population (divisor n); NaN of no values.</summary>
    public double Variance { get; init; } = double.NaN;

    /// <summary>The root of <see cref="Variance"/>.</summary>
    public double StandardDeviation => Math.Sqrt(Variance);

    /// <summary>
    /// The value below which a quarter lies; exact by linear interpolation up to 10⁶ values, with a rank error of at
    /// most 0.1 % beyond. NaN of no values.
    /// </summary>
    public double Quantile25 { get; init; } = double.NaN;

    /// <summary>The value below which half lies, as exact as <see cref="Quantile25"/>.</summary>
    public double Median { get; init; } = double.NaN;

    /// <summary>The value below which three quarters lie, as exact as <see cref="Quantile25"/>.</summary>
    public double Quantile75 { get; init; } = double.NaN;

    /// <summary>The mean of ln(1 + max(x, 0)); NaN where the column is not scaled by it.</summary>
    public double LogMean { get; init; } = double.NaN;

    /// <summary>The variance of ln(1 + max(x, 0)); NaN where the column is not scaled by it.</summary>
    public double LogVariance { get; init; } = double.NaN;

    /// <summary>The different values, ascending, of a column whose categories are found; empty otherwise.</summary>
    public ImmutableArray<double> Categories { get; init; } = [];

    /// <summary>The lists of a doubly jagged column's inner level: how many there are of each length; empty otherwise.</summary>
    public LengthHistogram InnerLengths { get; init; } = LengthHistogram.Empty;

    /// <summary>The values' quantiles in a form that merges; absent once statistics have been a document.</summary>
    internal QuantileSketch? Sketch { get; init; }

    /// <summary>
    /// The values in about that many bins of equal numbers; fewer where many are equal. Null of none, and once statistics have been a
    /// document.
    /// </summary>
    public ValueBins? Bins(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, ValueBins.MostEdges);
        if (Sketch is null || Count == 0) return null;
        double[] ranks = Sketch.Quantiles([.. Enumerable.Range(0, BinRanks + 1).Select(i => (double)i / BinRanks)]);
        ImmutableArray<double> edges =
            [.. Enumerable.Range(1, count - 1).Select(i => ranks[i * BinRanks / count]).Where(e => e > Minimum).Distinct()];
        if (edges.IsEmpty) return null;   // they are all equal
        double[] below = [0, .. edges.Select(e => ranks.Count(r => r < e) / (double)ranks.Length), 1];
        return new ValueBins(edges, [.. below.Zip(below.Skip(1), (a, b) => b - a)]);
    }

    internal Moments Moments => new(Count, Count == 0 ? 0 : Mean, Count == 0 ? 0 : Variance * Count);

    internal Moments LogMoments => double.IsNaN(LogMean) ? default : new Moments(Count, LogMean, LogVariance * Count);

    /// <summary>The statistics of the values of both.</summary>
    internal ColumnStatistics With(ColumnStatistics other)
    {
        (Moments plain, Moments log) = (Moments.With(other.Moments), LogMoments.With(other.LogMoments));
        QuantileSketch? sketch = MergeSketches(other);
        double[] quantiles = sketch?.Quantiles(0.25, 0.5, 0.75) ?? QuantilesWithoutSketch(other);
        return this with
        {
            Count = plain.Count,
            NanCount = NanCount + other.NanCount,
            InfinityCount = InfinityCount + other.InfinityCount,
            Minimum = Least(Minimum, other.Minimum),
            Maximum = -Least(-Maximum, -other.Maximum),
            Mean = plain.Count == 0 ? double.NaN : plain.Mean,
            Variance = plain.Variance,
            LogMean = log.Count == 0 ? double.NaN : log.Mean,
            LogVariance = log.Variance,
            Quantile25 = quantiles[0],
            Median = quantiles[1],
            Quantile75 = quantiles[2],
            Categories = [.. Categories.Union(other.Categories).Order()],
            InnerLengths = InnerLengths.With(other.InnerLengths),
            Sketch = sketch,
        };
    }

    private QuantileSketch? MergeSketches(ColumnStatistics other) =>
        Sketch is { } mine && other.Sketch is { } theirs ? mine.With(theirs) : null;

    /// <summary>Quantiles of a document stand only while nothing is added to them.</summary>
    private double[] QuantilesWithoutSketch(ColumnStatistics other) =>
        other.Count == 0 ? [Quantile25, Median, Quantile75]
        : Count == 0 ? [other.Quantile25, other.Median, other.Quantile75]
        : [double.NaN, double.NaN, double.NaN];

    private static double Least(double a, double b) => double.IsNaN(a) ? b : double.IsNaN(b) ? a : Math.Min(a, b);
}
