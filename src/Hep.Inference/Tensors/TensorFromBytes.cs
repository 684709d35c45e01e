using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Hep.Jagged;

namespace Hep.Inference;

/// <summary>Makes a tensor from the bytes of its elements.</summary>
internal readonly ref struct TensorFromBytes(string name, TensorType type, ImmutableArray<long> shape, ReadOnlySpan<byte> bytes)
    : IElementOperation<Tensor>
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public Tensor Invoke<T>() where T : unmanaged
    {
        long expected = (long)TensorShape.CountElements(name, shape) * type.Width;
        if (_bytes.Length != expected)
            throw new ArgumentException(
                $"Tensor '{new TensorSignature(name, type, shape)}' needs {expected} bytes, {_bytes.Length} were given.");
        SharedMemory<T> values = SharedMemory<T>.Rent(_bytes.Length / type.Width);
        _bytes.CopyTo(MemoryMarshal.AsBytes(values.Span));
        return new Tensor<T>(name, type, shape, values);
    }
}
