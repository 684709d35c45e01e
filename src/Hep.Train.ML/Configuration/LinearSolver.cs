namespace Hep.Train.ML;

/// <summary>How a linear model is found.</summary>
public enum LinearSolver
{
    /// <summary>L-BFGS for classes, SDCA for a regression.</summary>
    Auto,
    /// <summary>Limited-memory BFGS: steps on all entries, which are read anew for each. Classes only.</summary>
    Lbfgs,
    /// <summary>Stochastic dual coordinate ascent: steps entry by entry.</summary>
    Sdca,
}
