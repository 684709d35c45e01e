namespace Hep.Inference.OnnxRuntime;

/// <summary>Runs of one size.</summary>
/// <param name="Rows">Rows of a run; above 64 the next power of two, so that there are few sizes.</param>
/// <param name="Input">Joining rows and handing them over.</param>
/// <param name="Infer">The model itself.</param>
/// <param name="Output">Taking results over.</param>
public readonly record struct BatchStatistics(int Rows, CountedTime Input, CountedTime Infer, CountedTime Output);
