using Hep.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hep.Train.TorchSharp;

/// <summary>A layer that learns what to add to what goes into it.</summary>
internal sealed class Residual(Layer layer) : Layer
{
    public override IEnumerable<Parameter> Parameters => layer.Parameters;

    public override IEnumerable<Tensor> Statistics => layer.Statistics;

    public override Tensor Apply(Tensor x, Pass pass) => x.add(layer.Apply(x, pass), Weights.One);

    public override OnnxValue AddTo(OnnxGraph graph, OnnxValue x) => graph.Add(x, layer.AddTo(graph, x));

    protected override IEnumerable<IDisposable> Owned => [layer];
}
