using Hep.Onnx;
using static TorchSharp.torch;

namespace Hep.Train.TorchSharp;

/// <summary>What the numbers of a network [n, outputs] are for: losses, predictions, and the outputs of a graph.</summary>
internal abstract class Objective
{
    /// <summary>The loss of each entry, [n].</summary>
    public abstract Tensor Losses(Tensor numbers, BatchTensors inputs);

    /// <summary>Writes the predictions, row-major, those of all heads beside one another.</summary>
    public abstract void Predict(Tensor numbers, BatchTensors inputs, Span<float> predictions);

    /// <summary>Makes the predictions outputs of a graph.</summary>
    public abstract void AddOutputs(GraphInputs inputs, OnnxValue numbers);

    /// <summary>The objective of a problem.</summary>
    /// <param name="problem">What is to be learnt.</param>
    /// <param name="losses">From numbers and labels the loss of each entry, in place of the task's own; null: the task's own.</param>
    public static Objective Of(TrainingProblem problem, Func<Tensor, Tensor, Tensor>? losses = null) =>
        problem.Heads[0].Task == TrainingTask.Reconstruction
            ? new ReconstructionObjective(problem.Heads, losses)
            : new HeadsObjective(problem.Heads, losses);
}
