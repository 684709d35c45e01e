namespace Hep.Onnx;

/// <summary>How much a model relies on one column, or on one channel of a grid.</summary>
/// <param name="Column">The column, all of its cells; or the channel by its name, <c>Jet_eta, Jet_phi: sum(Jet_pt)</c>.</param>
/// <param name="LossIncrease">By how much the validation loss grows when its values are exchanged between entries at random.</param>
/// <param name="Deviation">The standard deviation of that between repetitions.</param>
public sealed record FeatureImportance(string Column, double LossIncrease, double Deviation);
