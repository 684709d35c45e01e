using System.Runtime.InteropServices;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hep.Train.TorchSharp;

/// <summary>First weights, and weights as numbers of a program. Scalars that operations need stay: see <see cref="Optimizer"/>.</summary>
internal static class Weights
{
    public static readonly Scalar One = 1.0.ToScalar();

    /// <summary>As PyTorch draws them: uniform within ±1/√inputs, here from a generator of our own.</summary>
    public static Parameter Draw(TorchDevice device, int inputs, params long[] shape) =>
        new(device.Uniform(1 / Math.Sqrt(inputs), shape));

    /// <summary>Normally distributed, as PyTorch draws the rows of tables.</summary>
    public static Parameter DrawNormal(TorchDevice device, params long[] shape) =>
        new(device.Normal(shape).DetachFromDisposeScope());

    public static float[] Values(Tensor tensor)
    {
        float[] values = new float[tensor.numel()];
        CopyTo(tensor, values);
        return values;
    }

    /// <summary>Copies the numbers of a float32 tensor, wherever it stands.</summary>
    public static void CopyTo(Tensor tensor, Span<float> values)
    {
        using Tensor detached = tensor.detach(), host = detached.cpu(), contiguous = host.contiguous();
        MemoryMarshal.Cast<byte, float>(contiguous.bytes).CopyTo(values);
    }
}
