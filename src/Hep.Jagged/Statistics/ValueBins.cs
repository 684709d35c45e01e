using System.Collections.Immutable;

namespace Hep.Jagged;

/// <summary>How the values of a column are spread: which part of the finite ones lies in each of some bins.</summary>
/// <param name="Edges">What tells the bins apart, ascending; a value that equals an edge lies above it.</param>
/// <param name="Fractions">Below the first edge, between each two, and above the last: one more than edges.</param>
public sealed record ValueBins(ImmutableArray<double> Edges, ImmutableArray<double> Fractions)
{
    /// <summary>Edges that are looked at.</summary>
    public const int MostEdges = 64;

    /// <summary>Values below which no distance is told: it would be chance alone.</summary>
    private const int FewestValues = 100;

    /// <summary>Whether these are bins: ascending finite edges, and fractions of one whole.</summary>
    public bool AreSound =>
        !Edges.IsDefault && !Fractions.IsDefault && Edges.Length is > 0 and <= MostEdges && Fractions.Length == Edges.Length + 1
            && Edges.All(double.IsFinite) && Edges.Zip(Edges.Skip(1), (a, b) => a < b).All(a => a)
            && Fractions.All(f => f >= 0) && Math.Abs(Fractions.Sum() - 1) < 1e-3;

    /// <summary>
    /// How far other values are from these: the population stability index, Σ (p − q) ln(p / q) over the bins, in which half a value is
    /// added to each bin. By usage, below 0.1 there is nothing to see, above 0.25 much. NaN of fewer than 100 values.
    /// </summary>
    /// <param name="counts">How many of them lie in each bin.</param>
    public double DistanceTo(IReadOnlyList<long> counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        long all = counts.Sum();
        if (all < FewestValues || counts.Count != Fractions.Length) return double.NaN;
        double distance = 0;
        for (int i = 0; i < counts.Count; i++)
        {
            double seen = (counts[i] + 0.5) / (all + (0.5 * counts.Count));
            double expected = ((Fractions[i] * all) + 0.5) / (all + (0.5 * counts.Count));
            distance += (seen - expected) * Math.Log(seen / expected);
        }
        return distance;
    }
}
