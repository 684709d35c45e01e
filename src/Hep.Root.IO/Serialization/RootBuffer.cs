using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Hep.Root.IO.Serialization;

/// <summary>Reads ROOT's big-endian serialization from a span. Every length is checked against what remains, in one place.</summary>
internal ref struct RootBuffer
{
    private const uint ByteCountMask = 0x4000_0000;

    private readonly ReadOnlySpan<byte> _bytes;

    /// <param name="bytes">The bytes to read.</param>
    /// <param name="origin">
    /// What a reference inside the bytes counts from lies this many bytes before them: the key's length (ROOT-FORMAT:
    /// tags count from the start of the key).
    /// </param>
    public RootBuffer(ReadOnlySpan<byte> bytes, int origin = 0)
    {
        _bytes = bytes;
        Origin = origin;
    }

    public int Position { get; private set; }

    public int Origin { get; }

    public readonly int Length => _bytes.Length;

    public readonly int Remaining => _bytes.Length - Position;

    public readonly bool AtEnd => Position == _bytes.Length;

    public byte ReadByte() => Take(1)[0];

    public bool ReadBool() => Take(1)[0] != 0;

    public short ReadInt16() => BinaryPrimitives.ReadInt16BigEndian(Take(2));

    public ushort ReadUInt16() => BinaryPrimitives.ReadUInt16BigEndian(Take(2));

    public int ReadInt32() => BinaryPrimitives.ReadInt32BigEndian(Take(4));

    public uint ReadUInt32() => BinaryPrimitives.ReadUInt32BigEndian(Take(4));

    public long ReadInt64() => BinaryPrimitives.ReadInt64BigEndian(Take(8));

    public ulong ReadUInt64() => BinaryPrimitives.ReadUInt64BigEndian(Take(8));

    public float ReadSingle() => BinaryPrimitives.ReadSingleBigEndian(Take(4));

    public double ReadDouble() => BinaryPrimitives.ReadDoubleBigEndian(Take(8));

    /// <summary>A file position: eight bytes in big records, four in small ones.</summary>
    public long ReadSeek(bool big) => big ? ReadInt64() : ReadInt32();

    public readonly ushort PeekUInt16(int ahead = 0) =>
        Remaining >= ahead + 2 ? BinaryPrimitives.ReadUInt16BigEndian(_bytes[(Position + ahead)..]) : (ushort)0;

    public readonly uint PeekUInt32() => Remaining >= 4 ? BinaryPrimitives.ReadUInt32BigEndian(_bytes[Position..]) : 0;

    /// <summary>Whether a byte count stands here: the header of an object that has one.</summary>
    public readonly bool HasByteCount => (PeekUInt32() & ByteCountMask) != 0;

    /// <summary>The next bytes, which must be there.</summary>
    public ReadOnlySpan<byte> Take(int count)
    {
        if ((uint)count > (uint)Remaining) ThrowTruncated(count);   // also catches negative counts
        ReadOnlySpan<byte> taken = _bytes.Slice(Position, count);
        Position += count;
        return taken;
    }

    /// <summary>The bytes of <paramref name="count"/> values of <paramref name="width"/> bytes; the product cannot overflow.</summary>
    public ReadOnlySpan<byte> Take(int count, int width)
    {
        if (count < 0 || count > Remaining / width) ThrowTruncated(count < 0 ? count : (int)Math.Min((long)count * width, int.MaxValue));
        return Take(count * width);
    }

    public void Skip(int count) => Take(count);

    /// <summary>Goes to a place at or behind this one.</summary>
    public void SkipTo(int position) => Take(position - Position);

    /// <summary>
    /// The same bytes and the same place, but ending earlier: an object that lies about its content cannot reach beyond its end.
    /// </summary>
    public readonly RootBuffer Until(int end)
    {
        if (end < Position || end > _bytes.Length) ThrowTruncated(end - Position);
        return new RootBuffer(_bytes[..end], Origin) { Position = Position };
    }

    /// <summary>ROOT's string: one byte of length, 255 announces four more; no terminator.</summary>
    public string ReadString() => Text(ReadStringBytes());

    /// <summary>The bytes of ROOT's string.</summary>
    public ReadOnlySpan<byte> ReadStringBytes()
    {
        int length = ReadByte();
        if (length == 255) length = ReadInt32();
        return Take(length);
    }

    /// <summary>A name that ends with a zero byte, as class tags have it.</summary>
    public ReadOnlySpan<byte> ReadTerminated()
    {
        int end = _bytes[Position..].IndexOf((byte)0);
        if (end < 0) ThrowTruncated(Remaining + 1);
        ReadOnlySpan<byte> text = Take(end);
        Skip(1);
        return text;
    }

    /// <summary>
    /// The header of an object: a byte count with its version, or a version alone where the count's bit is not set
    /// (TObject, very old files).
    /// </summary>
    public Frame ReadFrame()
    {
        int start = Position;
        if ((PeekUInt32() & ByteCountMask) == 0) return new Frame(start, End: -1, ReadUInt16());
        uint count = ReadUInt32() & ~ByteCountMask;
        if (count > (uint)Remaining) ThrowTruncated((int)Math.Min(count, int.MaxValue));
        int end = Position + (int)count;
        return new Frame(start, end, ReadUInt16());
    }

    /// <summary>Ends an object: skips what newer writers added, and refuses one that was read beyond its byte count.</summary>
    public void EndFrame(Frame frame, string what)
    {
        if (frame.End < 0) return;
        if (Position > frame.End)
            throw new RootException(
                $"{what}: its byte count ends {Position - frame.End} bytes before its members do.") { Offset = frame.Start };
        SkipTo(frame.End);
    }

    public static string Text(ReadOnlySpan<byte> bytes)
    {
        if (Ascii.IsValid(bytes)) return Encoding.Latin1.GetString(bytes);
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return Encoding.Latin1.GetString(bytes);   // the format names no encoding: old titles are Latin-1
        }
    }

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    [DoesNotReturn]
    private readonly void ThrowTruncated(int count) =>
        throw new RootException($"{count} bytes expected, {Remaining} remain.") { Offset = Position };
}
