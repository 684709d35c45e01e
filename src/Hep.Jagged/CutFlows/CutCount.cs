namespace Hep.Jagged;

/// <summary>What passed a cut.</summary>
/// <param name="Entries">The number of entries.</param>
/// <param name="Weights">The sum of their weights; without weights their number.</param>
/// <param name="SquaredWeights">The sum of squared weights: the square of the statistical error of <paramref name="Weights"/>.</param>
public readonly record struct CutCount(long Entries, double Weights, double SquaredWeights)
{
    /// <summary>The statistical error of the sum of weights: the root of the sum of their squares.</summary>
    public double Error => Math.Sqrt(SquaredWeights);

    /// <summary>Adds the entries that are marked, one after the other: the sums do not depend on how entries are batched.</summary>
    /// <param name="marks">One an entry.</param>
    /// <param name="weights">One an entry; none where each counts 1. Those that are NaN add nothing.</param>
    internal CutCount With(ReadOnlySpan<bool> marks, ReadOnlySpan<double> weights)
    {
        int count = marks.Count(true);
        if (weights.IsEmpty) return new CutCount(Entries + count, Weights + count, SquaredWeights + count);
        (double sum, double squares) = (Weights, SquaredWeights);
        for (int i = 0; i < weights.Length; i++)
        {
            double weight = marks[i] && !double.IsNaN(weights[i]) ? weights[i] : 0;
            sum += weight;
            squares += weight * weight;
        }
        return new CutCount(Entries + count, sum, squares);
    }

    internal CutCount With(CutCount other) =>
        new(Entries + other.Entries, Weights + other.Weights, SquaredWeights + other.SquaredWeights);
}
