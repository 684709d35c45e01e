using Hep.Onnx;

namespace Hep.Train.TorchSharp;

/// <summary>Regression learns targets of mean 0 and deviation 1; a model speaks in the targets' own units.</summary>
internal static class TargetUnits
{
    /// <summary>Brings labels [n, targets] to mean 0 and deviation 1.</summary>
    public static void Centre(Span<float> labels, TrainingHead head)
    {
        for (int i = 0, targets = head.TargetMeans.Count; targets > 0 && i < labels.Length; i++)
            labels[i] = (float)((labels[i] - head.TargetMeans[i % targets]) / head.TargetDeviations[i % targets]);
    }

    /// <summary>Brings numbers [n, targets] back to own units.</summary>
    public static void Restore(Span<float> predictions, TrainingHead head)
    {
        for (int i = 0, targets = head.TargetMeans.Count; targets > 0 && i < predictions.Length; i++)
            predictions[i] = (float)(predictions[i] * head.TargetDeviations[i % targets] + head.TargetMeans[i % targets]);
    }

    /// <summary>Does the same in a graph.</summary>
    public static OnnxValue AddTo(OnnxGraph graph, OnnxValue predictions, TrainingHead head) => head.TargetMeans.Count == 0
        ? predictions
        : graph.Shift(graph.Scale(predictions, [.. head.TargetDeviations.Select(d => (float)d)]),
            [.. head.TargetMeans.Select(m => (float)m)]);
}
