using Google.Protobuf.Reflection;
using Onnx;

namespace Hep.Onnx;

/// <summary>
/// One walk over the bytes of a model before any object is made of them: lengths fit, depth and number of records stay within the limits,
/// and no tensor keeps its values in another file. Wire format: protobuf.dev/programming-guides/encoding.
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
            ulong tag = Varint(end);
            if (tag > uint.MaxValue || tag >> 3 == 0) throw Fail("a field's number is impossible");
            FieldDescriptor? field = message.FindFieldByNumber((int)(tag >> 3));
            switch (tag & 7)
            {
                case 0: Scalar(field, Varint(end)); break;
                case 1: Skip(8, end); break;
                case 2: Delimited(field, end, depth); break;
                case 5: Skip(4, end); break;
                default: throw Fail("a field is of a kind that the schema never uses");
            }
        }
    }

    private void Delimited(FieldDescriptor? field, int end, int depth)
    {
        ulong length = Varint(end);
        if (length > (ulong)(end - _position)) throw Fail($"a field says it has {length} bytes, {end - _position} remain");
        int fieldEnd = _position + (int)length;
        if (field is { FieldType: FieldType.Message or FieldType.String or FieldType.Bytes } && ++_records > _limits.Records)
            throw TooMuch($"more than {_limits.Records} records");
        if (field is { FieldType: FieldType.Message }) Message(field.MessageType, fieldEnd, depth + 1);
        if (IsOf(field, TensorProto.ExternalDataFieldNumber)) throw External();
        _position = fieldEnd;
    }

    private readonly void Scalar(FieldDescriptor? field, ulong value)
    {
        if (IsOf(field, TensorProto.DataLocationFieldNumber) && value != (ulong)TensorProto.Types.DataLocation.Default) throw External();
    }

    private ulong Varint(int end)
    {
        ulong value = 0;
        for (int shift = 0; shift < 64 && _position < end; shift += 7)
        {
            byte next = _bytes[_position++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return value;
        }
        throw Fail("a number has no end");
    }

    private void Skip(int count, int end)
    {
        if (count > end - _position) throw Fail($"{count} bytes expected, {end - _position} remain");
        _position += count;
    }

    private static bool IsOf(FieldDescriptor? field, int tensorField) =>
        field is not null && field.FieldNumber == tensorField && field.ContainingType == TensorProto.Descriptor;

    private readonly OnnxException External() =>
        At("A tensor keeps its values in another file, which is not read: save the model as one file "
            + "(onnx.save_model without external data)");

    private readonly OnnxException TooMuch(string what) => At($"The model has {what}, beyond the limits of reading");

    private readonly OnnxException Fail(string what) => At($"This is no ONNX model, or a damaged one: {what}");

    private readonly OnnxException At(string message) => new($"{message} (byte {_position}).") { Offset = _position };
}
