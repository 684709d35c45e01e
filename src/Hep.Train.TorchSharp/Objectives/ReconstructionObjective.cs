using Hep.Onnx;
using static TorchSharp.torch;

namespace Hep.Train.TorchSharp;

/// <summary>
/// The features once more. An entry's loss is the mean squared error of those cells that hold a value of the data; 0 where none does. The
/// same number is its anomaly score, where one is wanted.
/// </summary>
internal sealed class ReconstructionObjective(IReadOnlyList<TrainingHead> heads, Func<Tensor, Tensor, Tensor>? losses) : Objective
{
    public override Tensor Losses(Tensor numbers, BatchTensors inputs) =>
        losses is null ? Errors(numbers, inputs) : losses(numbers, inputs.Features);

    public override void Predict(Tensor numbers, BatchTensors inputs, Span<float> predictions) => Weights.CopyTo(
        heads.Count == 1 ? numbers : cat([numbers, Errors(numbers, inputs).unsqueeze(1)], 1), predictions);

    public override void AddOutputs(GraphInputs inputs, OnnxValue numbers)
    {
        OnnxGraph graph = inputs.Graph;
        graph.AddOutput(heads[0].OutputName, numbers);
        if (heads.Count == 1) return;
        OnnxValue errors = graph.Add(numbers, graph.Scale(inputs.Features, -1));
        graph.AddOutput(heads[1].OutputName, graph.MeanOfObjects(graph.AsColumn(graph.Multiply(errors, errors)), inputs.Mask));
    }

    private static Tensor Errors(Tensor numbers, BatchTensors inputs)
    {
        Tensor mask = inputs.Mask, counts = mask.sum([1]).clamp_min(Weights.One);
        return nn.functional.mse_loss(numbers, inputs.Features, nn.Reduction.None).mul(mask).sum([1]).div(counts);
    }
}
