namespace Hep.Inference;

/// <summary>
/// Facts about element types, one row a type: the names of the Open Inference Protocol, ONNX' numbers, and what .NET holds.
/// </summary>
public static class TensorTypes
{
    /// <remarks>
    /// Names: Open Inference Protocol v2, "Tensor Data Types" (BF16 is Triton's addition). Codes:
    /// <c>TensorProto.DataType</c> of onnx.proto.
    /// </remarks>
    private static readonly Row[] Rows =
    [
        new("BOOL", 1, OnnxCode: 9, typeof(bool)),
        new("UINT8", 1, OnnxCode: 2, typeof(byte)),
        new("UINT16", 2, OnnxCode: 4, typeof(ushort)),
        new("UINT32", 4, OnnxCode: 12, typeof(uint)),
        new("UINT64", 8, OnnxCode: 13, typeof(ulong)),
        new("INT8", 1, OnnxCode: 3, typeof(sbyte)),
        new("INT16", 2, OnnxCode: 5, typeof(short)),
        new("INT32", 4, OnnxCode: 6, typeof(int)),
        new("INT64", 8, OnnxCode: 7, typeof(long)),
        new("FP16", 2, OnnxCode: 10, typeof(Half)),
        new("BF16", 2, OnnxCode: 16, typeof(ushort)),
        new("FP32", 4, OnnxCode: 1, typeof(float)),
        new("FP64", 8, OnnxCode: 11, typeof(double)),
        new("BYTES", 0, OnnxCode: 8, typeof(byte)),
    ];

    extension(TensorType type)
    {
        /// <summary>The name that the Open Inference Protocol gives it: <c>FP32</c>, <c>INT64</c>, <c>BYTES</c>.</summary>
        public string Datatype => Rows[(int)type].Datatype;

        /// <summary>Bytes of one element; 0 where they vary.</summary>
        public int Width => Rows[(int)type].Width;

        /// <summary>The number of <c>TensorProto.DataType</c> in ONNX.</summary>
        public int OnnxCode => Rows[(int)type].OnnxCode;

        /// <summary>Whether elements are floating-point numbers, which may be NaN.</summary>
        public bool IsFloat => type is >= TensorType.Float16 and <= TensorType.Float64;

        /// <summary>Whether a <see cref="Tensor{T}"/> of <paramref name="element"/> can hold it.</summary>
        internal bool IsHeldBy(Type element) => type != TensorType.Bytes && Rows[(int)type].Element == element;

        /// <summary>Runs an operation for the .NET type that holds the elements: the one place where types turn into generics.</summary>
        internal TResult Dispatch<TOperation, TResult>(ref TOperation operation)
            where TOperation : IElementOperation<TResult>, allows ref struct => type switch
        {
            TensorType.Bool => operation.Invoke<bool>(),
            TensorType.UInt8 => operation.Invoke<byte>(),
            TensorType.UInt16 or TensorType.BFloat16 => operation.Invoke<ushort>(),
            TensorType.UInt32 => operation.Invoke<uint>(),
            TensorType.UInt64 => operation.Invoke<ulong>(),
            TensorType.Int8 => operation.Invoke<sbyte>(),
            TensorType.Int16 => operation.Invoke<short>(),
            TensorType.Int32 => operation.Invoke<int>(),
            TensorType.Int64 => operation.Invoke<long>(),
            TensorType.Float16 => operation.Invoke<Half>(),
            TensorType.Float32 => operation.Invoke<float>(),
            TensorType.Float64 => operation.Invoke<double>(),
            _ => throw new ArgumentException($"Elements of {type.Datatype} have no fixed width."),
        };
    }

    /// <summary>The type whose elements are <typeparamref name="T"/>; <see cref="ushort"/> is <see cref="TensorType.UInt16"/>.</summary>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is no element of a tensor.</exception>
    public static TensorType Of<T>() where T : unmanaged => OfElement<T>.Type;

    /// <summary>The type of a name such as <c>FP32</c>.</summary>
    public static bool TryParse(string datatype, out TensorType type) => TryFind(row => row.Datatype == datatype, out type);

    /// <summary>
    /// The type of a number of <c>TensorProto.DataType</c>; false where the protocol has no name for it (complex numbers, 8-bit floats).
    /// </summary>
    public static bool TryFromOnnx(int code, out TensorType type)
    {
        for (int i = 0; i < Rows.Length; i++)
        {
            if (Rows[i].OnnxCode != code) continue;
            type = (TensorType)i;
            return true;
        }
        type = default;
        return false;
    }

    private static bool TryFind(Predicate<Row> matches, out TensorType type)
    {
        int index = Array.FindIndex(Rows, matches);
        type = (TensorType)Math.Max(index, 0);
        return index >= 0;
    }

    private sealed record Row(string Datatype, int Width, int OnnxCode, Type Element);

    private static class OfElement<T> where T : unmanaged
    {
        public static readonly TensorType Type =
            TryFind(row => row.Element == typeof(T), out TensorType type)
                ? type
                : throw new NotSupportedException($"A tensor holds bools, integers and floats, not {typeof(T)}.");
    }
}
