using Hep.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hep.Train.TorchSharp;

/// <summary>A convolution over [n, in, y, x] that keeps y and x: half a kernel of 0 stands around the grid.</summary>
internal sealed class ConvolutionLayer(string name, int inputs, int outputs, int kernel, TorchDevice device) : Layer
{
    private readonly Parameter _weight = Weights.Draw(device, inputs * kernel * kernel, outputs, inputs, kernel, kernel);
    private readonly Parameter _bias = Weights.Draw(device, inputs * kernel * kernel, outputs);
    private readonly long[] _padding = [kernel / 2, kernel / 2];

    public override IEnumerable<Parameter> Parameters => [_weight, _bias];

    public override Tensor Apply(Tensor x, Pass pass) => nn.functional.conv2d(
        device.Factor(x, pass), device.Factor(_weight, pass), device.Factor(_bias, pass), padding: _padding);

    public override OnnxValue AddTo(OnnxGraph graph, OnnxValue x) =>
        graph.Convolution(x, Weights.Values(_weight), Weights.Values(_bias), kernel, kernel / 2, name);
}
