using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Hep.Train.TorchSharp;

/// <summary>
/// Where a network is computed, and in which numbers its products are: whatever tensor a network has is made here. Random numbers are drawn
/// on the host, since TorchSharp makes no other generators: equal seeds give equal first weights on all devices, and the state of a
/// training is of none.
/// </summary>
/// <param name="device">Where tensors stand.</param>
/// <param name="products">The type in which layers multiply in training.</param>
/// <param name="generator">What random numbers are drawn from; owned from here on.</param>
internal sealed class TorchDevice(Device device, ScalarType products, Generator generator) : IDisposable
{
    /// <summary>Writes the numbers of a tensor.</summary>
    internal delegate void Writing<T>(Span<T> to);

    /// <summary>Whether tensors stand in the memory of the program.</summary>
    public bool IsHost { get; } = device.type == DeviceType.CPU;

    /// <summary>What random numbers are drawn from.</summary>
    public Generator Generator => generator;

    /// <summary>Zeros that stay until they are disposed.</summary>
    public Tensor Zeros(int count) => zeros(count, device: device).DetachFromDisposeScope();

    /// <summary>Ones that stay until they are disposed.</summary>
    public Tensor Ones(int count) => ones(count, device: device).DetachFromDisposeScope();

    /// <summary>Numbers of a program that stay until they are disposed.</summary>
    public Tensor Kept(params long[] numbers) => Moved(tensor(numbers)).DetachFromDisposeScope();

    /// <summary>Numbers between ±bound, equally likely, that stay until they are disposed.</summary>
    public Tensor Uniform(double bound, params long[] shape) =>
        Moved(empty(shape).uniform_(-bound, bound, generator)).DetachFromDisposeScope();

    /// <summary>Normally distributed numbers.</summary>
    public Tensor Normal(params long[] shape) => Moved(randn(shape, generator: generator));

    /// <summary>True with a probability, each by itself.</summary>
    public Tensor Chances(Scalar probability, params long[] shape) =>
        Moved(rand(shape, ScalarType.Float32, generator: generator).lt(probability));

    /// <summary>Numbers that are written on the host.</summary>
    public Tensor Written(Writing<float> write, params ReadOnlySpan<long> shape) => Moved(WrittenOnHost(ScalarType.Float32, write, shape));

    /// <summary>Places in a table that are written on the host.</summary>
    public Tensor WrittenRows(Writing<long> write, params ReadOnlySpan<long> shape) =>
        Moved(WrittenOnHost(ScalarType.Int64, write, shape));

    /// <summary>Numbers that stay on the host.</summary>
    public static Tensor OnHost(Writing<float> write, params ReadOnlySpan<long> shape) =>
        WrittenOnHost(ScalarType.Float32, write, shape);

    /// <summary>A tensor of the host, on the device: itself where that is the host.</summary>
    public Tensor Of(Tensor host) => IsHost ? host : host.to(device);

    /// <summary>Brings weights and statistics of a module to the device.</summary>
    public void Take(nn.Module module)
    {
        if (!IsHost) module.to(device);
    }

    /// <summary>What a layer multiplies, in the type for that: in training that of the device, else float32, as the model does.</summary>
    public Tensor Factor(Tensor x, Pass pass)
    {
        ScalarType type = pass == Pass.Training ? products : ScalarType.Float32;
        return x.dtype == type ? x : x.to_type(type);
    }

    /// <summary>A product, in float32: what sums, exponents and losses are computed of.</summary>
    public static Tensor Wide(Tensor x) => x.dtype == ScalarType.Float32 ? x : x.to_type(ScalarType.Float32);

    public void Dispose() => generator.Dispose();

    private Tensor Moved(Tensor host) => IsHost ? host : host.to(device, disposeAfter: true);

    private static Tensor WrittenOnHost<T>(ScalarType type, Writing<T> write, ReadOnlySpan<long> shape) where T : unmanaged
    {
        Tensor host = empty(shape, type);
        write(MemoryMarshal.Cast<byte, T>(host.bytes));
        return host;
    }
}
