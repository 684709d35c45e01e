using System.Buffers.Binary;
using CommunityToolkit.HighPerformance;

namespace Hep.Inference;

/// <summary>
/// Tensors as the protocols' binary parts carry them: little-endian, row-major, nothing in between; a BOOL is one byte, 0 or 1; each string
/// has its length in front, four bytes (Open Inference Protocol v2, "Binary Tensor Data").
/// </summary>
public static class TensorBinary
{
    internal const int LengthBytes = sizeof(int);

    /// <summary>
    /// The bytes of a tensor: of numbers a view that is valid until the tensor is disposed, of strings memory of its own.
    /// </summary>
    public static ReadOnlyMemory<byte> Encode(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (tensor is BytesTensor strings) return Encode(strings);
        BytesOfTensor operation = new(tensor);
        return tensor.Type.Dispatch<BytesOfTensor, ReadOnlyMemory<byte>>(ref operation);
    }

    /// <summary>
    /// The tensor whose bytes these are: of numbers a view of them, which somebody else keeps until the tensor is disposed; strings are
    /// copied.
    /// </summary>
    /// <param name="signature">Name, type and the exact shape.</param>
    /// <param name="bytes">All bytes of the tensor.</param>
    /// <exception cref="InferenceException">Number or values of the bytes do not fit.</exception>
    public static Tensor Decode(TensorSignature signature, ReadOnlyMemory<byte> bytes)
    {
        ArgumentNullException.ThrowIfNull(signature);
        CheckLength(signature, bytes.Length);
        if (signature.Type == TensorType.Bytes)
        {
            IncomingTensor copy = IncomingTensor.Rent(signature, bytes.Length);
            bytes.CopyTo(copy.Bytes);
            return copy.Complete();
        }
        CheckValues(signature, bytes.Span);
        TensorOverBytes operation = new(signature, bytes);
        return signature.Type.Dispatch<TensorOverBytes, Tensor>(ref operation);
    }

    /// <summary>The bytes that a tensor of this type and shape has; of strings the fewest.</summary>
    internal static long LengthOf(TensorSignature signature)
    {
        int width = signature.Type == TensorType.Bytes ? LengthBytes : signature.Type.Width;
        return (long)TensorShape.CountElements(signature.Name, signature.Shape) * width;
    }

    internal static void CheckLength(TensorSignature signature, int length)
    {
        long expected = LengthOf(signature);
        bool isStrings = signature.Type == TensorType.Bytes;
        if (isStrings ? length < expected : length != expected)
            throw Refuse(signature, $"{(isStrings ? "at least " : "")}{expected} bytes are expected, {length} were given");
    }

    internal static void CheckValues(TensorSignature signature, ReadOnlySpan<byte> bytes)
    {
        if (signature.Type == TensorType.Bool && bytes.ContainsAnyExceptInRange<byte>(0, 1))
            throw Refuse(signature, "a truth value is a byte 0 or 1");
    }

    internal static InferenceException Refuse(TensorSignature signature, string why) =>
        new(InferenceFailure.InvalidRequest, $"Tensor '{signature}': {why}.");

    private static byte[] Encode(BytesTensor strings)
    {
        long length = 0;
        for (int i = 0; i < strings.Count; i++) length += LengthBytes + strings[i].Length;
        byte[] bytes = new byte[checked((int)length)];
        Span<byte> rest = bytes;
        for (int i = 0; i < strings.Count; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(rest, strings[i].Length);
            strings[i].CopyTo(rest[LengthBytes..]);
            rest = rest[(LengthBytes + strings[i].Length)..];
        }
        return bytes;
    }

    private readonly struct BytesOfTensor(Tensor tensor) : IElementOperation<ReadOnlyMemory<byte>>
    {
        public ReadOnlyMemory<byte> Invoke<T>() where T : unmanaged => ((Tensor<T>)tensor).Memory.AsBytes();
    }

    private readonly struct TensorOverBytes(TensorSignature signature, ReadOnlyMemory<byte> bytes) : IElementOperation<Tensor>
    {
        public Tensor Invoke<T>() where T : unmanaged =>
            new Tensor<T>(signature.Name, signature.Type, signature.Shape, bytes.Cast<byte, T>());
    }
}
