using Hep.Inference.OnnxRuntime;

namespace Hep.Inference.Server.Repository;

/// <summary>A model that was checked and loaded, for the version that it becomes.</summary>
/// <param name="Slot">Runs it.</param>
/// <param name="Counts">What it counts into; the version goes on with them when it is loaded again.</param>
internal sealed record LoadedModel(PredictorSlot Slot, PredictionCounts Counts);
