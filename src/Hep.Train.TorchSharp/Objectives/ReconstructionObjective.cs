using System.Runtime.InteropServices;
using Hep.Onnx;
using static TorchSharp.torch;

namespace Hep.Train.TorchSharp;

/// <summary>
/// The features once more. An entry's loss is the mean squared error of those cells that hold a value of the data; 0 where none does.
/// </summary>
internal sealed class ReconstructionObjective(TrainingHead head, Func<Tensor, Tensor, Tensor>? losses) : Objective
{
    public override Tensor Losses(Tensor numbers, BatchTensors inputs)
    {
        if (losses is not null) return losses(numbers, inputs.Features);
        Tensor mask = inputs.Mask;
        return nn.functional.mse_loss(numbers, inputs.Features, nn.Reduction.None).mul(mask).sum([1]).mul(InverseCounts(mask));
    }

    public override void Predict(Tensor numbers, Span<float> predictions) =>
        MemoryMarshal.Cast<byte, float>(numbers.contiguous().bytes).CopyTo(predictions);

    public override void AddOutputs(OnnxGraph graph, OnnxValue numbers) => graph.AddOutput(head.OutputName, numbers);

    private static Tensor InverseCounts(Tensor mask)
    {
        Tensor counts = mask.sum([1]);
        foreach (ref float count in MemoryMarshal.Cast<byte, float>(counts.bytes)) count = 1 / Math.Max(count, 1);
        return counts;
    }
}
