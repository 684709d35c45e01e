using Hep.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hep.Train.TorchSharp;

/// <summary>Weight [out, in] and bias [out] along the last axis, in the type in which the device multiplies.</summary>
internal sealed class DenseLayer(string name, int inputs, int outputs, TorchDevice device) : Layer
{
    private readonly Parameter _weight = Weights.Draw(device, inputs, outputs, inputs);
    private readonly Parameter _bias = Weights.Draw(device, inputs, outputs);

    public override IEnumerable<Parameter> Parameters => [_weight, _bias];

    public override Tensor Apply(Tensor x, Pass pass) => nn.functional.linear(
        device.Factor(x, pass), device.Factor(_weight, pass), device.Factor(_bias, pass));

    public override OnnxValue AddTo(OnnxGraph graph, OnnxValue x) =>
        graph.Dense(x, Weights.Values(_weight), Weights.Values(_bias), name);
}
