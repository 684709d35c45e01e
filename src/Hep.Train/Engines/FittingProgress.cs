namespace Hep.Train;

/// <summary>How far an engine is that learns from all entries in one call.</summary>
/// <param name="Iterations">Iterations made.</param>
/// <param name="IterationCount">Iterations at most.</param>
public sealed record FittingProgress(int Iterations, int IterationCount);
