using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hep.Train.TorchSharp;

/// <summary>Weight [out, in] and bias [out] of a dense layer, and the copy of both that is kept as the best so far.</summary>
internal sealed class DenseLayer : IDisposable
{
    private float[]? _keptWeight, _keptBias;

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

    public void Keep() => (_keptWeight, _keptBias) = (Values(Weight), Values(Bias));

    public void Restore()
    {
        if (_keptWeight is null || _keptBias is null) return;
        Set(Weight, _keptWeight);
        Set(Bias, _keptBias);
    }

    public static float[] Values(Parameter parameter)
    {
        using Tensor detached = parameter.detach();
        return detached.data<float>().ToArray();
    }

    public void Dispose()
    {
        Weight.Dispose();
        Bias.Dispose();
    }

    private static Tensor Draw(long[] shape, double bound, Generator generator) =>
        empty(shape).uniform_(-bound, bound, generator).DetachFromDisposeScope();

    private static void Set(Parameter parameter, float[] values)
    {
        using IDisposable unrecorded = no_grad();
        using Tensor source = tensor(values, [.. parameter.shape]);
        parameter.copy_(source);
    }
}
