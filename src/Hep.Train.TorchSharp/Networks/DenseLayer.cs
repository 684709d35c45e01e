using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hep.Train.TorchSharp;

/// <summary>Weight [out, in] and bias [out] of a dense layer.</summary>
internal sealed class DenseLayer : IDisposable
{
    /// <summary>First weights as PyTorch draws them: uniform within ±1/√in, here from a generator of our own.</summary>
    public DenseLayer(int inputs, int outputs, Generator generator)
    {
        double bound = 1 / Math.Sqrt(inputs);
        Weight = new Parameter(Draw([outputs, inputs], bound, generator));
        Bias = new Parameter(Draw([outputs], bound, generator));
    }

    public Parameter Weight { get; }

    public Parameter Bias { get; }

    public Tensor Apply(Tensor x) => nn.functional.linear(x, Weight, Bias);

    public void Dispose()
    {
        Weight.Dispose();
        Bias.Dispose();
    }

    private static Tensor Draw(long[] shape, double bound, Generator generator) =>
        empty(shape).uniform_(-bound, bound, generator).DetachFromDisposeScope();
}
