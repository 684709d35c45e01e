using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Hep.Train.TorchSharp;

/// <summary>
/// Tensors as arrays of a state: by their numbers where a state has the type, else by their bytes. States are read and written on the
/// host, so that they do not depend on the device.
/// </summary>
internal static class StateTensors
{
    /// <summary>Copies the numbers of a tensor into a state.</summary>
    public static void Add(EngineState state, string name, Tensor tensor)
    {
        using Tensor detached = tensor.detach(), host = detached.cpu(), contiguous = host.contiguous();
        ReadOnlySpan<byte> bytes = contiguous.bytes;
        switch (tensor.dtype)
        {
            case ScalarType.Float32: state.Add(name, MemoryMarshal.Cast<byte, float>(bytes), tensor.shape); break;
            case ScalarType.Float64: state.Add(name, MemoryMarshal.Cast<byte, double>(bytes), tensor.shape); break;
            case ScalarType.Int64: state.Add(name, MemoryMarshal.Cast<byte, long>(bytes), tensor.shape); break;
            default: state.Add(name, bytes); break;
        }
    }

    /// <summary>Bytes of a state.</summary>
    public static Tensor Of(ReadOnlySpan<byte> bytes) => tensor(bytes.ToArray());

    /// <summary>Replaces the numbers of a tensor by those of a state.</summary>
    /// <exception cref="TrainingException">The state has none of the name, type and length.</exception>
    public static void Read(EngineState state, string name, Tensor tensor)
    {
        using IDisposable unrecorded = no_grad();
        using Tensor read = empty(tensor.shape, tensor.dtype);
        (tensor.dtype switch
        {
            ScalarType.Float32 => MemoryMarshal.AsBytes(state.Get<float>(name, tensor.numel())),
            ScalarType.Float64 => MemoryMarshal.AsBytes(state.Get<double>(name, tensor.numel())),
            ScalarType.Int64 => MemoryMarshal.AsBytes(state.Get<long>(name, tensor.numel())),
            _ => state.Get<byte>(name, read.bytes.Length),
        }).CopyTo(read.bytes);
        tensor.copy_(read);
    }
}
