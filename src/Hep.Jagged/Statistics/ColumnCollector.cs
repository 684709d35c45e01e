using System.Numerics.Tensors;

namespace Hep.Jagged;

/// <summary>
/// Gathers the statistics of one feature, batch after batch. What comes out depends on the values and their order, and not on how they
/// were batched.
/// </summary>
internal sealed class ColumnCollector(string name, ColumnCollection asked)
{
    private readonly QuantileSketch _sketch = new(asked.ExactQuantiles);
    private readonly SortedSet<double> _categories = [];
    private readonly LengthCounter _innerLengths = new();
    private readonly MomentsCollector _moments = new(asked.Logarithm);
    private long _nanCount, _infinityCount;
    private double _minimum = double.PositiveInfinity, _maximum = double.NegativeInfinity;

    /// <summary>Adds the values of a batch, which are overwritten.</summary>
    public void Add(PreparedColumn prepared)
    {
        if (prepared.InnerOffsets is { } inner) _innerLengths.Add(inner.Span);
        Span<double> finite = KeepFinite(prepared.Values.Span);
        if (finite.IsEmpty) return;
        _minimum = Math.Min(_minimum, TensorPrimitives.Min<double>(finite));
        _maximum = Math.Max(_maximum, TensorPrimitives.Max<double>(finite));
        _sketch.Add(finite);
        if (asked.Categories) AddCategories(finite);
        _moments.Add(finite);
    }

    /// <summary>The statistics of all that was added.</summary>
    public ColumnStatistics Finish()
    {
        double[] quantiles = _sketch.Quantiles(0.25, 0.5, 0.75);
        return Figures() with { Quantile25 = quantiles[0], Median = quantiles[1], Quantile75 = quantiles[2], Sketch = _sketch };
    }

    /// <summary>The same in the form that is kept and merged.</summary>
    public PartialColumn FinishPart() => new(Figures(), _sketch.Summarize().CompactPart());

    private ColumnStatistics Figures()
    {
        (Moments plain, Moments log) = _moments.Finish();
        bool any = plain.Count > 0;
        return new ColumnStatistics
        {
            Name = name,
            Count = plain.Count,
            NanCount = _nanCount,
            InfinityCount = _infinityCount,
            Minimum = any ? _minimum : double.NaN,
            Maximum = any ? _maximum : double.NaN,
            Mean = any ? plain.Mean : double.NaN,
            Variance = plain.Variance,
            LogMean = log.Count > 0 ? log.Mean : double.NaN,
            LogVariance = log.Variance,
            Categories = [.. _categories],
            InnerLengths = _innerLengths.Finish(),
        };
    }

    /// <summary>Moves the finite values to the front and counts the others.</summary>
    private Span<double> KeepFinite(Span<double> values)
    {
        if (TensorPrimitives.IsFiniteAll<double>(values)) return values;
        int kept = 0;
        foreach (double value in values)
        {
            if (double.IsFinite(value)) values[kept++] = value;
            else if (double.IsNaN(value)) _nanCount++;
            else _infinityCount++;
        }
        return values[..kept];
    }

    private void AddCategories(ReadOnlySpan<double> finite)
    {
        foreach (double value in finite) _categories.Add(value);
        CategoryCount.Check(name, _categories.Count);
    }
}
