using Hep.Onnx;
using TorchSharp;
using static TorchSharp.torch;

namespace Hep.Train.TorchSharp;

/// <summary>
/// Leaves values out in training, with a generator of our own: libtorch's draws from the process' one, which others may use and seed.
/// </summary>
internal sealed class DropoutLayer(double share, TorchDevice device) : Layer
{
    private readonly Scalar _keep = (1 - share).ToScalar(), _compensation = (1 / (1 - share)).ToScalar();

    public override Tensor Apply(Tensor x, Pass pass) => pass == Pass.Evaluation
        ? x
        : x.mul(device.Chances(_keep, x.shape)).mul(_compensation);

    public override OnnxValue AddTo(OnnxGraph graph, OnnxValue x) => x;

    protected override IEnumerable<IDisposable> Owned => [_keep, _compensation];
}
