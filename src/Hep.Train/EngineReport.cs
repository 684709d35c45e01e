using Hep.Onnx;

namespace Hep.Train;

/// <summary>An epoch of one of several engines that train together.</summary>
/// <param name="Engine">Which of them.</param>
/// <param name="Epoch">How it went.</param>
public sealed record EngineReport(ITrainingEngine Engine, EpochReport Epoch);
