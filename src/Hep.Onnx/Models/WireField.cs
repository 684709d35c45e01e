using Google.Protobuf;

namespace Hep.Onnx;

/// <summary>
/// One field of a message: what it is, and where its content stands. Nothing that a head says is believed before it was compared with what
/// there is. Wire format: protobuf.dev/programming-guides/encoding.
/// </summary>
/// <param name="Tag">Number and wire type.</param>
/// <param name="Value">Of a varint its value.</param>
/// <param name="HeadLength">Bytes of the head; those of a varint's value among them.</param>
/// <param name="Length">Bytes of the content behind the head.</param>
internal readonly record struct WireField(uint Tag, ulong Value, int HeadLength, long Length)
{
    /// <summary>Tag and length, at their longest.</summary>
    public const int LongestHead = 2 * 10;

    /// <summary>The field's number in its message.</summary>
    public int Number => WireFormat.GetTagFieldNumber(Tag);

    /// <summary>Whether it is a message, a text, or bytes.</summary>
    public bool IsDelimited => WireFormat.GetTagWireType(Tag) == WireFormat.WireType.LengthDelimited;

    /// <summary>Reads the head of a field.</summary>
    /// <param name="bytes">From the field's first byte on, its head at least, or all that there is.</param>
    /// <param name="there">The bytes that its message has from there on.</param>
    /// <param name="at">Where the field begins in the file.</param>
    /// <exception cref="OnnxException">It cannot be the head of a field, or says more than there is.</exception>
    public static WireField Read(ReadOnlySpan<byte> bytes, long there, long at)
    {
        if (bytes.Length > there) bytes = bytes[..(int)there];
        int position = 0;
        ulong tag = Varint(bytes, ref position, at), value = 0, length = 0;
        if (tag > uint.MaxValue || tag >> 3 == 0) throw Malformed("a field's number is impossible", at);
        switch (WireFormat.GetTagWireType((uint)tag))
        {
            case WireFormat.WireType.Varint: value = Varint(bytes, ref position, at); break;
            case WireFormat.WireType.Fixed64: length = 8; break;
            case WireFormat.WireType.Fixed32: length = 4; break;
            case WireFormat.WireType.LengthDelimited: length = Varint(bytes, ref position, at); break;
            default: throw Malformed("a field is of a kind that the schema never uses", at);
        }
        if (length > (ulong)(there - position)) throw Malformed($"a field says it has {length} bytes, {there - position} remain", at);
        return new WireField((uint)tag, value, position, (long)length);
    }

    /// <summary>What is wrong with a file, and where.</summary>
    public static OnnxException Malformed(string what, long at) =>
        new($"This is no ONNX model, or a damaged one: {what} (byte {at}).") { Offset = at };

    private static ulong Varint(ReadOnlySpan<byte> bytes, ref int position, long at)
    {
        ulong value = 0;
        for (int shift = 0; shift < 64 && position < bytes.Length; shift += 7)
        {
            byte next = bytes[position++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return value;
        }
        throw Malformed("a number has no end", at);
    }
}
