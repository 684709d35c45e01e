using Google.Protobuf.Reflection;
using Onnx;

namespace Hep.Onnx;

/// <summary>
/// One walk over the bytes of a model before any object is made of them: lengths fit, depth and number of records stay within the limits,
/// and no tensor keeps its values in another file.
/// </summary>
internal ref struct WireCheck
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly OnnxReadLimits _limits;
    private int _position;
    private int _records;

    private WireCheck(ReadOnlySpan<byte> bytes, OnnxReadLimits limits)
    {
        _bytes = bytes;
        _limits = limits;
    }

    /// <summary>Checks a whole model.</summary>
    /// <exception cref="OnnxException">It is malformed, beyond a limit, or refers to another file.</exception>
    public static void Check(ReadOnlySpan<byte> bytes, OnnxReadLimits limits)
    {
        if (bytes.Length > limits.Bytes) throw new OnnxException($"The model has {bytes.Length} bytes, at most {limits.Bytes} are read.");
        if (bytes.IsEmpty) throw new OnnxException("The model is empty: an ONNX file was expected.") { Offset = 0 };
        new WireCheck(bytes, limits).Message(ModelProto.Descriptor, bytes.Length, 1);
    }

    private void Message(MessageDescriptor message, int end, int depth)
    {
        if (depth > _limits.Depth) throw TooMuch($"messages nested more than {_limits.Depth} deep");
        while (_position < end)
        {
            WireField there = WireField.Read(_bytes[_position..], end - _position, _position);
            FieldDescriptor? field = message.FindFieldByNumber(there.Number);
            _position += there.HeadLength;
            int fieldEnd = _position + (int)there.Length;
            if (there.IsDelimited) Delimited(field, fieldEnd, depth);
            else Scalar(field, there.Value);
            _position = fieldEnd;
        }
    }

    private void Delimited(FieldDescriptor? field, int fieldEnd, int depth)
    {
        if (field is { FieldType: FieldType.Message or FieldType.String or FieldType.Bytes } && ++_records > _limits.Records)
            throw TooMuch($"more than {_limits.Records} records");
        if (field is { FieldType: FieldType.Message }) Message(field.MessageType, fieldEnd, depth + 1);
        if (IsOf(field, TensorProto.ExternalDataFieldNumber)) throw External();
    }

    private readonly void Scalar(FieldDescriptor? field, ulong value)
    {
        if (IsOf(field, TensorProto.DataLocationFieldNumber) && value != (ulong)TensorProto.Types.DataLocation.Default) throw External();
    }

    private static bool IsOf(FieldDescriptor? field, int tensorField) =>
        field is not null && field.FieldNumber == tensorField && field.ContainingType == TensorProto.Descriptor;

    private readonly OnnxException External() =>
        At("A tensor keeps its values in another file, which is not read: save the model as one file "
            + "(onnx.save_model without external data)");

    private readonly OnnxException TooMuch(string what) => At($"The model has {what}, beyond the limits of reading");

    private readonly OnnxException At(string message) => new($"{message} (byte {_position}).") { Offset = _position };
}
