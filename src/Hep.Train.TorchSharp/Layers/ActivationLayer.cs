using Hep.Onnx;
using static TorchSharp.torch;

namespace Hep.Train.TorchSharp;

/// <summary>An activation.</summary>
internal sealed class ActivationLayer(Activation activation) : Layer
{
    private readonly ActivationForms _forms = ActivationForms.Of(activation);

    public override Tensor Apply(Tensor x, Pass pass) => _forms.Torch(x);

    public override OnnxValue AddTo(OnnxGraph graph, OnnxValue x) => _forms.Onnx(graph, x);
}
