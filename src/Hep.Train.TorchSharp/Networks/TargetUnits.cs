namespace Hep.Train.TorchSharp;

/// <summary>Regression learns targets of mean 0 and deviation 1; a model speaks in the targets' own units.</summary>
internal static class TargetUnits
{
    /// <summary>Changes the last layer [targets, in] so that it gives own units.</summary>
    public static void FoldInto(Span<float> weight, Span<float> bias, TrainingProblem problem)
    {
        if (problem.TargetMeans.Count == 0) return;
        int inputs = weight.Length / bias.Length;
        for (int target = 0; target < bias.Length; target++)
        {
            float deviation = (float)problem.TargetDeviations[target];
            foreach (ref float w in weight.Slice(target * inputs, inputs)) w *= deviation;
            bias[target] = (float)(bias[target] * problem.TargetDeviations[target] + problem.TargetMeans[target]);
        }
    }

    /// <summary>Brings labels [n, targets] to mean 0 and deviation 1.</summary>
    public static void Centre(Span<float> labels, TrainingProblem problem)
    {
        for (int i = 0, targets = problem.TargetMeans.Count; targets > 0 && i < labels.Length; i++)
            labels[i] = (float)((labels[i] - problem.TargetMeans[i % targets]) / problem.TargetDeviations[i % targets]);
    }

    /// <summary>Brings numbers [n, targets] back to own units.</summary>
    public static void Restore(Span<float> predictions, TrainingProblem problem)
    {
        for (int i = 0, targets = problem.TargetMeans.Count; targets > 0 && i < predictions.Length; i++)
            predictions[i] = (float)(predictions[i] * problem.TargetDeviations[i % targets] + problem.TargetMeans[i % targets]);
    }
}
