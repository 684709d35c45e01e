using System.Buffers.Binary;
using CommunityToolkit.HighPerformance;
using Hep.Jagged;

namespace Hep.Inference;

/// <summary>
/// A tensor whose bytes are on their way: they are written to where the tensor will have them, so that a socket may be read straight into
/// it. Who rents one completes or disposes it.
/// </summary>
public sealed class IncomingTensor : IDisposable
{
    private readonly IDisposable _memory;
    private readonly Func<Tensor> _complete;

    private IncomingTensor(TensorSignature signature, Memory<byte> bytes, IDisposable memory, Func<Tensor> complete)
    {
        Signature = signature;
        _memory = memory;
        _complete = complete;
        Bytes = bytes;
    }

    /// <summary>Name, type and the exact shape.</summary>
    public TensorSignature Signature { get; }

    /// <summary>Where the bytes belong, in the form of <see cref="TensorBinary"/>.</summary>
    public Memory<byte> Bytes { get; }

    /// <summary>Memory for a tensor.</summary>
    /// <param name="signature">Name, type and the exact shape.</param>
    /// <param name="byteCount">The bytes that will come, as the sender says.</param>
    /// <exception cref="InferenceException">Type and shape ask for another number of bytes.</exception>
    public static IncomingTensor Rent(TensorSignature signature, int byteCount)
    {
        ArgumentNullException.ThrowIfNull(signature);
        ArgumentOutOfRangeException.ThrowIfNegative(byteCount);
        TensorBinary.CheckLength(signature, byteCount);
        if (signature.Type == TensorType.Bytes)
        {
            SharedMemory<byte> strings = SharedMemory<byte>.Rent(byteCount);
            return new IncomingTensor(signature, strings.Memory, strings, () => ReadStrings(signature, strings));
        }
        RentNumbers operation = new(signature);
        return signature.Type.Dispatch<RentNumbers, IncomingTensor>(ref operation);
    }

    /// <summary>The tensor, which takes over the memory. Called once, when all bytes are there.</summary>
    /// <exception cref="InferenceException">A truth value is neither 0 nor 1, or lengths of strings do not fit the bytes.</exception>
    public Tensor Complete()
    {
        TensorBinary.CheckValues(Signature, Bytes.Span);
        return _complete();
    }

    /// <summary>Gives the memory back, unless the tensor has taken it over and shares it no more.</summary>
    public void Dispose() => _memory.Dispose();

    // The strings move together over their lengths, in the memory they came in.
    private static BytesTensor ReadStrings(TensorSignature signature, SharedMemory<byte> memory)
    {
        int count = TensorShape.CountElements(signature.Name, signature.Shape);
        SharedMemory<int> offsets = SharedMemory<int>.Rent(count + 1);
        Span<byte> bytes = memory.Span;
        Span<int> ends = offsets.Span;
        int from = 0, end = ends[0] = 0;
        for (int i = 0; i < count; i++)
        {
            if (bytes.Length - from < TensorBinary.LengthBytes) throw TensorBinary.Refuse(signature, $"its bytes end before string {i}");
            uint length = BinaryPrimitives.ReadUInt32LittleEndian(bytes[from..]);
            from += TensorBinary.LengthBytes;
            if (length > (uint)(bytes.Length - from))
                throw TensorBinary.Refuse(signature, $"string {i} says it has {length} bytes, {bytes.Length - from} are left");
            bytes.Slice(from, (int)length).CopyTo(bytes[end..]);
            from += (int)length;
            ends[i + 1] = end += (int)length;
        }
        if (from < bytes.Length) throw TensorBinary.Refuse(signature, $"{bytes.Length - from} bytes are left after its {count} strings");
        return new BytesTensor(signature.Name, signature.Shape, memory, offsets);
    }

    private readonly struct RentNumbers(TensorSignature signature) : IElementOperation<IncomingTensor>
    {
        public IncomingTensor Invoke<T>() where T : unmanaged
        {
            (string name, TensorType type, var shape) = signature;
            SharedMemory<T> values = SharedMemory<T>.Rent(TensorShape.CountElements(name, shape));
            return new IncomingTensor(signature, values.Memory.AsBytes(), values, () => new Tensor<T>(name, type, shape, values));
        }
    }
}
