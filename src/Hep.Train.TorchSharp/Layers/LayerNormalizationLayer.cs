using Hep.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hep.Train.TorchSharp;

/// <summary>The last axis brought to mean 0 and variance 1, then scaled and shifted, with PyTorch's defaults.</summary>
internal sealed class LayerNormalizationLayer(string name, int width, TorchDevice device) : Layer
{
    private const double Epsilon = 1e-5;

    private readonly Parameter _scale = new(device.Ones(width)), _shift = new(device.Zeros(width));
    private readonly long[] _shape = [width];

    public override IEnumerable<Parameter> Parameters => [_scale, _shift];

    public override Tensor Apply(Tensor x, Pass pass) => nn.functional.layer_norm(TorchDevice.Wide(x), _shape, _scale, _shift, Epsilon);

    public override OnnxValue AddTo(OnnxGraph graph, OnnxValue x) =>
        graph.LayerNormalization(x, Weights.Values(_scale), Weights.Values(_shift), (float)Epsilon, name);
}
