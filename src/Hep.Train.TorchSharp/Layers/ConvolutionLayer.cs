using Hep.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hep.Train.TorchSharp;

/// <summary>A convolution over [n, in, y, x] that keeps y and x: half a kernel of 0 stands around the grid.</summary>
internal sealed class ConvolutionLayer(string name, int inputs, int outputs, int kernel, TorchDevice device) : Layer
{
    // oneDNN 3.7.1, which libtorch 2.10 convolves with, cuts channels into blocks of 8 or 16 and leaves the rest of the last one as the
    // memory was before. Of inputs in the convolution and of outputs in the gradient of its input it takes 0 times that: nothing of a
    // number, NaN of what happens to be none. So the blocks are filled here. Few inputs it takes as they are, in bfloat16 a single
    // one with a kernel of 1 excepted; the gradient of the weights is right.
    private const int Block = 16, FewInputs = 8;

    private readonly Parameter _weight = Weights.Draw(device, inputs * kernel * kernel, outputs, inputs, kernel, kernel);
    private readonly Parameter _bias = Weights.Draw(device, inputs * kernel * kernel, outputs);
    private readonly long[] _padding = [kernel / 2, kernel / 2];
    private readonly bool _takesFew = inputs <= FewInputs && (inputs > 1 || kernel > 1);

    public override IEnumerable<Parameter> Parameters => [_weight, _bias];

    public override Tensor Apply(Tensor x, Pass pass)
    {
        int moreInputs = device.IsHost && !_takesFew ? Missing(inputs) : 0;
        int moreOutputs = device.IsHost && pass == Pass.Training ? Missing(outputs) : 0;
        Tensor y = nn.functional.conv2d(
            device.Factor(Filled(x, 0, 0, 0, 0, 0, moreInputs), pass),
            device.Factor(Filled(_weight, 0, 0, 0, 0, 0, moreInputs, 0, moreOutputs), pass),
            device.Factor(Filled(_bias, 0, moreOutputs), pass), padding: _padding);
        return moreOutputs == 0 ? y : y.narrow(1, 0, outputs).contiguous();
    }

    public override OnnxValue AddTo(OnnxGraph graph, OnnxValue x) =>
        graph.Convolution(x, Weights.Values(_weight), Weights.Values(_bias), kernel, kernel / 2, name);

    private static int Missing(int channels) => (Block - channels % Block) % Block;

    /// <summary>Zeros before and behind each axis, the last axis first.</summary>
    private static Tensor Filled(Tensor x, params long[] more) => more.Any(n => n > 0) ? nn.functional.pad(x, more) : x;
}
