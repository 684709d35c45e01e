using Hep.Onnx;
using static TorchSharp.torch;

namespace Hep.Train.TorchSharp;

/// <summary>The largest value of each square of cells.</summary>
internal sealed class MaxPoolLayer(int size) : Layer
{
    public override Tensor Apply(Tensor x, Pass pass) => nn.functional.max_pool2d(x, size);

    public override OnnxValue AddTo(OnnxGraph graph, OnnxValue x) => graph.MaxPool(x, size);
}
