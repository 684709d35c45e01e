using System.Collections.Immutable;

namespace Hep.Train;

/// <summary>
/// What the weights of entries are multiplied by, class by class, in the losses of training and validation: the configuration's
/// <c>training.class_weights</c>.
/// </summary>
public sealed record LabelWeights
{
    private LabelWeights(ImmutableSortedDictionary<double, double> factors) => Factors = factors;

    /// <summary>All classes weigh equally much in the training part together, and all of it as much as before.</summary>
    public static LabelWeights Balanced { get; } = new(ImmutableSortedDictionary<double, double>.Empty);

    /// <summary>These factors.</summary>
    /// <param name="factors">A positive, finite number for each class, by its label.</param>
    /// <exception cref="ArgumentException">One is not, or there is none.</exception>
    public static LabelWeights Of(IReadOnlyDictionary<double, double> factors)
    {
        ArgumentNullException.ThrowIfNull(factors);
        ArgumentOutOfRangeException.ThrowIfZero(factors.Count, nameof(factors));
        foreach ((double label, double factor) in factors)
            if (!(factor > 0 && double.IsFinite(factor)))
                throw new ArgumentException(
                    FormattableString.Invariant($"Factors are positive and finite; that of class {label} is {factor}."), nameof(factors));
        return new(factors.ToImmutableSortedDictionary());
    }

    /// <summary>Whether the factors are found in the training part.</summary>
    public bool IsBalanced => Factors.IsEmpty;

    /// <summary>The factors by label; none where they are found in the training part.</summary>
    public ImmutableSortedDictionary<double, double> Factors { get; }

    /// <summary>Equal factors.</summary>
    public bool Equals(LabelWeights? other) => other is not null && Factors.SequenceEqual(other.Factors);

    /// <inheritdoc/>
    public override int GetHashCode() => Factors.Count;
}
