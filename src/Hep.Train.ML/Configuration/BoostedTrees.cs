namespace Hep.Train.ML;

/// <summary>How boosted trees are grown.</summary>
public sealed record BoostedTrees
{
    /// <summary>Which library grows them.</summary>
    public TreeLearner Learner { get; init; } = TreeLearner.Auto;

    /// <summary>Iterations at most; each adds a tree for each output.</summary>
    public int Iterations { get; init; } = 200;

    /// <summary>How much of what a tree found counts: smaller ones need more iterations, and are often better.</summary>
    public double LearningRate { get; init; } = 0.1;

    /// <summary>Leaves of a tree at most.</summary>
    public int Leaves { get; init; } = 31;

    /// <summary>Entries that a leaf has at least.</summary>
    public int MinimumEntries { get; init; } = 20;

    /// <summary>Ranges of values of a cell between which a question may stand.</summary>
    public int Bins { get; init; } = 255;

    /// <summary>The share of entries, drawn anew, that each tree sees.</summary>
    public double EntryFraction { get; init; } = 1;

    /// <summary>The share of cells, drawn anew, that each tree may ask for.</summary>
    public double CellFraction { get; init; } = 1;

    /// <summary>How strongly leaves' values are drawn to 0. LightGBM alone.</summary>
    public double L2 { get; init; }

    /// <summary>Refuses what cannot be trained with.</summary>
    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Iterations);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(LearningRate);
        ArgumentOutOfRangeException.ThrowIfLessThan(Leaves, 2);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MinimumEntries);
        ArgumentOutOfRangeException.ThrowIfLessThan(Bins, 2);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(EntryFraction);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(EntryFraction, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(CellFraction);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(CellFraction, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(L2);
    }
}
