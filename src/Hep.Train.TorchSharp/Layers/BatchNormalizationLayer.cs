using Hep.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hep.Train.TorchSharp;

/// <summary>
/// Each column, or channel of a grid, brought to mean 0 and variance 1 over a batch in training, and by running averages of both in
/// evaluation, with PyTorch's defaults. A batch of one entry has no variance: it goes by the averages.
/// </summary>
internal sealed class BatchNormalizationLayer(string name, int width, TorchDevice device) : Layer
{
    private const double Momentum = 0.1, Epsilon = 1e-5;

    private readonly Parameter _scale = new(device.Ones(width)), _shift = new(device.Zeros(width));
    private readonly Tensor _mean = device.Zeros(width), _variance = device.Ones(width);

    public override IEnumerable<Parameter> Parameters => [_scale, _shift];

    public override IEnumerable<Tensor> Statistics => [_mean, _variance];

    public override Tensor Apply(Tensor x, Pass pass) => nn.functional.batch_norm(
        TorchDevice.Wide(x), _mean, _variance, _scale, _shift, pass == Pass.Training && x.shape[0] > 1, Momentum, Epsilon);

    public override OnnxValue AddTo(OnnxGraph graph, OnnxValue x) => graph.BatchNormalization(
        x, Weights.Values(_scale), Weights.Values(_shift), Weights.Values(_mean), Weights.Values(_variance), (float)Epsilon, name);
}
