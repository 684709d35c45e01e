using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Hep.Inference.OnnxRuntime;

/// <summary>Memory of one shape that the runtime reads from, or writes to, in each run.</summary>
internal sealed class BoundTensor : IDisposable
{
    private readonly byte[] _bytes;

    /// <exception cref="InferenceException">The tensor's size is not known beforehand.</exception>
    public BoundTensor(TensorSignature signature, int rows)
    {
        Signature = signature;
        if (signature.Type == TensorType.Bytes)
            throw Refuse("holds text, whose size varies");
        long[] shape = [.. signature.Shape.Select((size, axis) => axis == 0 && size < 0 ? rows : size)];
        if (Array.Exists(shape, size => size < 0))
            throw Refuse("has a free axis besides its rows");
        if (signature.Shape is [>= 0 and var fixedRows, ..] && fixedRows != rows && signature.Shape.Length > 1)
            throw Refuse($"has {fixedRows} rows, not {rows}");
        long bytes = signature.Type.Width;
        foreach (long size in shape) bytes = checked(bytes * size);
        // pinned: the runtime keeps its address from run to run
        _bytes = GC.AllocateArray<byte>(checked((int)bytes), pinned: true);
        Value = OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, (TensorElementType)signature.Type.OnnxCode, shape,
            Marshal.UnsafeAddrOfPinnedArrayElement(_bytes, 0), bytes);
    }

    public TensorSignature Signature { get; }

    public OrtValue Value { get; }

    /// <exception cref="InferenceException">The elements are of another type.</exception>
    public Span<T> As<T>() where T : unmanaged =>
        TensorTypes.Of<T>() == Signature.Type || (Signature.Type == TensorType.BFloat16 && typeof(T) == typeof(ushort))
            ? MemoryMarshal.Cast<byte, T>(_bytes.AsSpan())
            : throw new InferenceException(InferenceFailure.InvalidRequest,
                $"Tensor '{Signature.Name}' holds {Signature.Type.Datatype}, not {typeof(T).Name}.");

    public void Dispose() => Value.Dispose();

    private InferenceException Refuse(string why) =>
        new(InferenceFailure.InvalidRequest, $"A call cannot be prepared: tensor '{Signature}' {why}. PredictAsync takes any shape.");
}
