using System.Buffers.Binary;
using System.Text;

namespace Hep.Root.IO.Tests.Serialization;

/// <summary>Writes ROOT's big-endian serialization piece by piece, so that a test shows what each byte is for.</summary>
internal sealed class RecordBytes
{
    private readonly List<byte> _bytes = [];

    public int Length => _bytes.Count;

    public RecordBytes Byte(int value) => Raw([(byte)value]);

    public RecordBytes Int16(int value) => Number(value, 2);

    public RecordBytes Int32(long value) => Number(value, 4);

    public RecordBytes Int64(long value) => Number(value, 8);

    public RecordBytes Single(float value) => Int32(BitConverter.SingleToInt32Bits(value));

    public RecordBytes Double(double value) => Int64(BitConverter.DoubleToInt64Bits(value));

    /// <summary>Length and characters; long texts announce four bytes of length.</summary>
    public RecordBytes Text(string value)
    {
        byte[] characters = Encoding.UTF8.GetBytes(value);
        return (characters.Length < 255 ? Byte(characters.Length) : Byte(255).Int32(characters.Length)).Raw(characters);
    }

    /// <summary>A byte count with its flag, a version, and the content they stand before.</summary>
    public RecordBytes Frame(int version, Action<RecordBytes> content)
    {
        RecordBytes inner = new();
        content(inner);
        return Int32(0x4000_0000L | (inner.Length + 2)).Int16(version).Raw(inner.ToArray());
    }

    /// <summary>TObject as almost every object begins with it.</summary>
    public RecordBytes Object(uint bits = 0x0300_0000) => Int16(1).Int32(0).Int32(bits);

    public RecordBytes Raw(ReadOnlySpan<byte> bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    public byte[] ToArray() => [.. _bytes];

    private RecordBytes Number(long value, int width)
    {
        Span<byte> wide = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(wide, value);
        return Raw(wide[^width..]);
    }
}
