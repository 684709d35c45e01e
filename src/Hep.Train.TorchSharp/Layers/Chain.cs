using Hep.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hep.Train.TorchSharp;

/// <summary>Layers one behind the other.</summary>
internal sealed class Chain(IReadOnlyList<Layer> layers) : Layer
{
    public override IEnumerable<Parameter> Parameters => layers.SelectMany(l => l.Parameters);

    public override IEnumerable<Tensor> Statistics => layers.SelectMany(l => l.Statistics);

    public override Tensor Apply(Tensor x, Pass pass)
    {
        foreach (Layer layer in layers) x = layer.Apply(x, pass);
        return x;
    }

    public override OnnxValue AddTo(OnnxGraph graph, OnnxValue x)
    {
        foreach (Layer layer in layers) x = layer.AddTo(graph, x);
        return x;
    }

    protected override IEnumerable<IDisposable> Owned => layers;
}
