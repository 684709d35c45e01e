using System.Numerics.Tensors;

namespace Hep.Jagged;

/// <summary>Gathers the statistics of one feature, batch after batch.</summary>
internal sealed class ColumnCollector(RecipeColumn column, ColumnCollection asked)
{
    private readonly QuantileSketch _sketch = new(asked.ExactQuantiles);
    private readonly SortedSet<double> _categories = [];
    private readonly LengthCounter _innerLengths = new();
    private Moments _plain, _log;
    private long _nanCount, _infinityCount;
    private double _minimum = double.PositiveInfinity, _maximum = double.NegativeInfinity;

    /// <summary>Adds the values of a batch, which are overwritten.</summary>
    public void Add(PreparedColumn prepared)
    {
        if (prepared.InnerOffsets is { } inner) _innerLengths.Add(inner.Span);
        Span<double> finite = KeepFinite(prepared.Values.Span);
        if (finite.IsEmpty) return;
        using SharedMemory<double> scratch = SharedMemory<double>.Rent(finite.Length);
        _minimum = Math.Min(_minimum, TensorPrimitives.Min<double>(finite));
        _maximum = Math.Max(_maximum, TensorPrimitives.Max<double>(finite));
        _plain = _plain.With(Moments.Of(finite, scratch.Span));
        _sketch.Add(finite);
        if (asked.Categories) AddCategories(finite);
        if (!asked.Logarithm) return;
        ValueTransform.TakeLogarithm(finite);
        _log = _log.With(Moments.Of(finite, scratch.Span));
    }

    public ColumnStatistics Finish()
    {
        double[] quantiles = _sketch.Quantiles(0.25, 0.5, 0.75);
        bool any = _plain.Count > 0;
        return new ColumnStatistics
        {
            Name = column.Name,
            Count = _plain.Count,
            NanCount = _nanCount,
            InfinityCount = _infinityCount,
            Minimum = any ? _minimum : double.NaN,
            Maximum = any ? _maximum : double.NaN,
            Mean = any ? _plain.Mean : double.NaN,
            Variance = _plain.Variance,
            LogMean = _log.Count > 0 ? _log.Mean : double.NaN,
            LogVariance = _log.Variance,
            Quantile25 = quantiles[0],
            Median = quantiles[1],
            Quantile75 = quantiles[2],
            Categories = [.. _categories],
            InnerLengths = _innerLengths.Finish(),
            Sketch = _sketch,
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
        if (_categories.Count > PipelineLimits.Categories)
            throw new PipelineException($"Column '{column.Name}' has more than {PipelineLimits.Categories} different values: "
                + "that is no categorical column, or list its categories.")
            { Path = $"features.categorical.{column.Name}" };
    }
}

/// <summary>What is asked of a column besides its moments.</summary>
/// <param name="Logarithm">The moments of ln(1 + max(x, 0)).</param>
/// <param name="Categories">The different values.</param>
/// <param name="ExactQuantiles">Values up to which quantiles are exact.</param>
internal readonly record struct ColumnCollection(bool Logarithm, bool Categories, int ExactQuantiles);
