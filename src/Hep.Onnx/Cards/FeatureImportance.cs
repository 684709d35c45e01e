namespace Hep.Onnx;

/// <summary>How much a model relies on one column.</summary>
/// <param name="Column">The column, all of its cells.</param>
/// <param name="LossIncrease">By how much the validation loss grows when its values are exchanged between entries at random.</param>
/// <param name="Deviation">The standard deviation of that between repetitions.</param>
public sealed record FeatureImportance(string Column, double LossIncrease, double Deviation);
