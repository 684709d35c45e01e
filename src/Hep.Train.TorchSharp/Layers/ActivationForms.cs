using Hep.Onnx;
using TorchSharp;
using static TorchSharp.torch;

namespace Hep.Train.TorchSharp;

/// <summary>What an activation is in libtorch, and what in ONNX. Parameters are scalars that stay: see <see cref="Optimizer"/>.</summary>
internal sealed record ActivationForms(Func<Tensor, Tensor> Torch, Func<OnnxGraph, OnnxValue, OnnxValue> Onnx)
{
    private static readonly Scalar Slope = 0.01.ToScalar(), One = 1.0.ToScalar();

    /// <summary>
    /// One row an activation, the parameters both sides' defaults. Where the gradient is one of the result, it takes the place of the
    /// layer's output, which no gradient needs: half the memory traffic.
    /// </summary>
    private static readonly Dictionary<Activation, ActivationForms> Table = new()
    {
        [Activation.Relu] = new(x => x.relu_(), (g, x) => g.Relu(x)),
        [Activation.LeakyRelu] = new(x => x.leaky_relu_(Slope), (g, x) => g.LeakyRelu(x)),
        [Activation.Elu] = new(x => x.elu_(One, One, One), (g, x) => g.Elu(x)),
        [Activation.Selu] = new(x => x.selu_(), (g, x) => g.Selu(x)),
        [Activation.Gelu] = new(x => nn.functional.gelu(x), (g, x) => g.Gelu(x)),
        [Activation.Silu] = new(x => nn.functional.silu(x), (g, x) => g.Silu(x)),
        [Activation.Tanh] = new(x => x.tanh_(), (g, x) => g.Tanh(x)),
        [Activation.Sigmoid] = new(x => x.sigmoid_(), (g, x) => g.Sigmoid(x)),
        [Activation.Softplus] = new(x => x.logaddexp(zeros_like(x)), (g, x) => g.Softplus(x)),
    };

    public static ActivationForms Of(Activation activation) => Table[activation];
}
