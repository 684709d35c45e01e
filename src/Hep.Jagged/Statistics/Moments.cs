using System.Numerics.Tensors;

namespace Hep.Jagged;

/// <summary>
/// Count, mean and sum of squared distances from the mean, which combine without loss of precision (Chan, Golub and LeVeque 1979).
/// </summary>
internal readonly record struct Moments(long Count, double Mean, double SquaredDistances)
{
    /// <summary>The variance of the population; NaN of no values.</summary>
    public double Variance => Count == 0 ? double.NaN : SquaredDistances / Count;

    /// <summary>The moments of finite values; <paramref name="scratch"/> has their length and is overwritten.</summary>
    public static Moments Of(ReadOnlySpan<double> values, Span<double> scratch)
    {
        if (values.IsEmpty) return default;
        double mean = TensorPrimitives.Sum(values) / values.Length;
        TensorPrimitives.Subtract(values, mean, scratch);
        // What rounding left of the mean: without it a large offset would show in the variance.
        double rest = TensorPrimitives.Sum<double>(scratch) / values.Length;
        return new Moments(values.Length, mean + rest,
            Math.Max(TensorPrimitives.SumOfSquares<double>(scratch) - rest * rest * values.Length, 0));
    }

    /// <summary>The moments of both sets of values together.</summary>
    public Moments With(Moments other)
    {
        if (Count == 0) return other;
        if (other.Count == 0) return this;
        long count = Count + other.Count;
        double distance = other.Mean - Mean;
        return new Moments(count, Mean + distance * ((double)other.Count / count),
            SquaredDistances + other.SquaredDistances + distance * distance * ((double)Count * other.Count / count));
    }
}
