using System.Collections.Immutable;

namespace Hep.Jagged;

/// <summary>
/// How the classes of <see cref="DatasetColumns.Label"/> are weighted in bins of one or two quantities, so that a network cannot tell them
/// apart by these: as flavour taggers are trained over transverse momentum and pseudorapidity.
/// </summary>
public sealed record ClassWeighting
{
    /// <summary>Most bins of both axes together.</summary>
    internal const int MaximumBins = 1_000_000;

    /// <summary>Weights that make all classes flat: the same sum of weights in each bin, whatever its width.</summary>
    /// <param name="axes">
    /// One or two; the name of each is a column or an expression with one value an entry, such as <c>Jet_pt / 1000</c>.
    /// </param>
    /// <exception cref="ArgumentException">There are none or more than two axes, or more than a million bins.</exception>
    public ClassWeighting(params IReadOnlyList<GridAxis> axes)
    {
        ArgumentNullException.ThrowIfNull(axes);
        if (axes.Count is < 1 or > 2)
            throw new ArgumentException($"Weights are taken in bins of one or two axes, not {axes.Count}.", nameof(axes));
        long bins = axes.Aggregate(1L, (product, axis) => product * axis.Count);
        if (bins > MaximumBins) throw new ArgumentException($"{bins} bins are more than the {MaximumBins} that are allowed.", nameof(axes));
        Axes = [.. axes];
    }

    /// <summary>The axes of the bins.</summary>
    public IReadOnlyList<GridAxis> Axes { get; }

    /// <summary>The class whose shape all others get, and whose weights stay as they are. Null (default): all become flat.</summary>
    public double? Reference { get; init; }

    /// <summary>
    /// How much of each class there is to be in a bin, as ratios by label; every class is named. Empty (default): equally much of all.
    /// Totals of classes have these ratios too, but for bins in which a class has no entries.
    /// </summary>
    public IReadOnlyDictionary<double, double> Ratios { get; init; } = ImmutableSortedDictionary<double, double>.Empty;

    /// <summary>
    /// A bound for what weights are multiplied by, such as 10; larger factors become this, and the bins are told. Default: no bound.
    /// Where negative weights nearly cancel, a sum is small and a factor large by chance: set one there.
    /// </summary>
    public double LargestFactor { get; init; } = double.PositiveInfinity;

    /// <summary>
    /// Whether entries outside the bins, NaN among them, keep their weight. Default: no, their weight becomes 0. They are counted in any
    /// case.
    /// </summary>
    public bool KeepsOutside { get; init; }

    /// <exception cref="ArgumentException">A number cannot be.</exception>
    internal void Check()
    {
        if (!(LargestFactor > 0))
            throw new ArgumentException($"The largest factor is positive, not {LargestFactor}.", nameof(LargestFactor));
        foreach ((double label, double ratio) in Ratios)
            if (!(ratio > 0 && double.IsFinite(ratio)))
                throw new ArgumentException(
                    FormattableString.Invariant($"Ratios are positive and finite; that of class {label} is {ratio}."), nameof(Ratios));
    }
}
