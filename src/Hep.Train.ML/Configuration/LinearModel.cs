namespace Hep.Train.ML;

/// <summary>How a linear model is found.</summary>
public sealed record LinearModel
{
    /// <summary>The way to it.</summary>
    public LinearSolver Solver { get; init; } = LinearSolver.Auto;

    /// <summary>Passes over the entries at most.</summary>
    public int Iterations { get; init; } = 100;

    /// <summary>How strongly weights are drawn to exactly 0, in units of the mean loss.</summary>
    public double L1 { get; init; }

    /// <summary>How strongly weights are drawn towards 0, in units of the mean loss.</summary>
    public double L2 { get; init; } = 1e-4;

    /// <summary>Refuses what cannot be trained with.</summary>
    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Iterations);
        ArgumentOutOfRangeException.ThrowIfNegative(L1);
        ArgumentOutOfRangeException.ThrowIfNegative(L2);
    }
}
