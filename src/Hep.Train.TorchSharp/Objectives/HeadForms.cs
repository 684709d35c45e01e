using Hep.Onnx;
using static TorchSharp.torch;

namespace Hep.Train.TorchSharp;

/// <summary>How a task turns the last layer's numbers [n, outputs] into a loss and into predictions, in libtorch and in ONNX.</summary>
/// <param name="Losses">From numbers and labels [n, targets] the loss of each entry, [n].</param>
/// <param name="Torch">From numbers the predictions.</param>
/// <param name="Onnx">The same in a graph.</param>
internal sealed record HeadForms(
    Func<Tensor, Tensor, Tensor> Losses, Func<Tensor, Tensor> Torch, Func<OnnxGraph, OnnxValue, OnnxValue> Onnx)
{
    private static readonly Dictionary<TrainingTask, HeadForms> Table = new()
    {
        [TrainingTask.Binary] = new(
            (z, y) => nn.functional.binary_cross_entropy_with_logits(z, y, reduction: nn.Reduction.None).squeeze(1),
            z => sigmoid(z), (g, z) => g.Sigmoid(z)),
        [TrainingTask.MultiClass] = new(
            (z, y) => nn.functional.cross_entropy(z, y.squeeze(1).to(ScalarType.Int64), reduction: nn.Reduction.None),
            z => nn.functional.softmax(z, 1), (g, z) => g.Softmax(z)),
        [TrainingTask.Regression] = new(
            (z, y) => nn.functional.mse_loss(z, y, nn.Reduction.None).mean([1]),
            z => z, (_, z) => z),
    };

    public static HeadForms Of(TrainingTask task) => Table[task];
}
