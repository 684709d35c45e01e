using System.Collections.Immutable;

namespace Hep.Jagged;

/// <summary>The weights of one class: what was found in each bin, and by what its weights are multiplied.</summary>
public sealed class ClassFactors
{
    internal ClassFactors(double label, ImmutableArray<double> factors, ImmutableArray<double> sums, ImmutableArray<long> counts) =>
        (Label, Factors, Sums, Counts) = (label, factors, sums, counts);

    /// <summary>The class: the value of <see cref="DatasetColumns.Label"/>.</summary>
    public double Label { get; }

    /// <summary>What the weight of an entry in each bin is multiplied by; of two axes row-major, [first, second].</summary>
    public ImmutableArray<double> Factors { get; }

    /// <summary>The sum of weights in each bin before.</summary>
    public ImmutableArray<double> Sums { get; }

    /// <summary>The number of entries in each bin.</summary>
    public ImmutableArray<long> Counts { get; }

    /// <summary>The number of entries outside the bins.</summary>
    public long OutsideCount { get; internal init; }

    /// <summary>The bins whose factor was larger than allowed.</summary>
    public ImmutableArray<int> ClippedBins { get; internal init; } = [];

    /// <summary>The bins without entries: there this class stays away, and others are told by it.</summary>
    public ImmutableArray<int> EmptyBins => Where(bin => Counts[bin] == 0);

    /// <summary>
    /// The bins with entries whose weights add up to no positive number, as negative weights can: their entries get weight 0.
    /// </summary>
    public ImmutableArray<int> NonPositiveBins => Where(bin => Counts[bin] > 0 && !(Sums[bin] > 0));

    /// <summary>The bins where the reference class has no positive sum of weights: entries of this class get weight 0 there.</summary>
    public ImmutableArray<int> BinsWithoutReference => Where(bin => Sums[bin] > 0 && Factors[bin] == 0);

    private ImmutableArray<int> Where(Func<int, bool> holds) => [.. Enumerable.Range(0, Factors.Length).Where(holds)];
}
