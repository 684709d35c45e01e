using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hep.Train.TorchSharp;

/// <summary>First weights, and weights as numbers of a program. Scalars that operations need stay: see <see cref="Optimizer"/>.</summary>
internal static class Weights
{
    public static readonly Scalar One = 1.0.ToScalar();

    /// <summary>As PyTorch draws them: uniform within ±1/√inputs, here from a generator of our own.</summary>
    public static Parameter Draw(Generator generator, int inputs, params long[] shape)
    {
        double bound = 1 / Math.Sqrt(inputs);
        return new Parameter(empty(shape).uniform_(-bound, bound, generator).DetachFromDisposeScope());
    }

    /// <summary>Normally distributed, as PyTorch draws the rows of tables.</summary>
    public static Parameter DrawNormal(Generator generator, params long[] shape) =>
        new(randn(shape, generator: generator).DetachFromDisposeScope());

    public static Parameter Ones(int count) => new(ones(count).DetachFromDisposeScope());

    public static Parameter Zeros(int count) => new(zeros(count).DetachFromDisposeScope());

    public static float[] Values(Tensor tensor)
    {
        using Tensor detached = tensor.detach();
        return detached.data<float>().ToArray();
    }
}
