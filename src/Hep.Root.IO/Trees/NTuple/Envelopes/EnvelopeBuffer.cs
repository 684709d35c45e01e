using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Hep.Root.IO.Trees.NTuple;

/// <summary>
/// Reads the little-endian serialization of RNTuple's metadata from a span. Every length is checked against what remains; what a later
/// format appends to a frame is passed over.
/// </summary>
internal ref struct EnvelopeBuffer
{
    /// <summary>Bytes of a list frame without items: its size, and their number.</summary>
    public const int ListPreamble = 12;

    private const int RecordPreamble = 8;

    private readonly ReadOnlySpan<byte> _bytes;
    private readonly int _origin;

    /// <param name="bytes">The bytes to read.</param>
    /// <param name="origin">Where they begin in the envelope, for messages.</param>
    public EnvelopeBuffer(ReadOnlySpan<byte> bytes, int origin = 0)
    {
        _bytes = bytes;
        _origin = origin;
    }

    public int Position { get; private set; }

    public readonly int Remaining => _bytes.Length - Position;

    public ushort ReadUInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public int ReadInt32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    public uint ReadUInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public long ReadInt64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    public ulong ReadUInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    public double ReadDouble() => BinaryPrimitives.ReadDoubleLittleEndian(Take(8));

    /// <summary>Text: four bytes of length, and UTF-8.</summary>
    public string ReadString() => Encoding.UTF8.GetString(ReadBytes());

    /// <summary>The same as it is stored.</summary>
    public ReadOnlySpan<byte> ReadBytes()
    {
        uint length = ReadUInt32();
        return Take((int)Math.Min(length, int.MaxValue));
    }

    /// <summary>Feature flags: words of 63 bits, behind each negative one comes another.</summary>
    /// <exception cref="RootException">A flag is set, none of which is known here.</exception>
    public void ReadFeatureFlags()
    {
        for (int word = 0; ; word++)
        {
            long flags = ReadInt64();
            if ((flags & long.MaxValue) != 0)
                throw Anchor.NotSupported($"RNTuple feature flag {63 * word + long.TrailingZeroCount(flags & long.MaxValue)}");
            if (flags >= 0) return;
        }
    }

    /// <summary>Enters a record frame; the buffer goes on behind it.</summary>
    public EnvelopeBuffer EnterRecord()
    {
        long size = ReadInt64();
        if (size < RecordPreamble) ThrowFrame("record", size);
        return Slice(size - RecordPreamble);
    }

    /// <summary>Enters a list frame; the buffer goes on behind it.</summary>
    /// <param name="count">Its items.</param>
    /// <param name="itemBytes">What an item has at least: more items than fit cannot be.</param>
    public EnvelopeBuffer EnterList(out int count, int itemBytes)
    {
        long size = ReadInt64();
        if (size > -ListPreamble || size == long.MinValue) ThrowFrame("list", size);
        uint items = ReadUInt32();
        EnvelopeBuffer list = Slice(-size - ListPreamble);
        if ((ulong)items * (uint)itemBytes > (ulong)list.Remaining)
            throw new RootException($"A list of {items} items in {list.Remaining} bytes, {itemBytes} or more expected for each.")
            { Offset = _origin + Position };
        count = (int)items;
        return list;
    }

    /// <summary>The next bytes as a buffer of their own.</summary>
    public EnvelopeBuffer Slice(long bytes)
    {
        int start = _origin + Position;
        return new EnvelopeBuffer(Take(bytes), start);
    }

    private ReadOnlySpan<byte> Take(long count)
    {
        if ((ulong)count > (ulong)Remaining) ThrowTruncated(count);
        ReadOnlySpan<byte> taken = _bytes.Slice(Position, (int)count);
        Position += (int)count;
        return taken;
    }

    [DoesNotReturn]
    private readonly void ThrowTruncated(long count) =>
        throw new RootException($"{count} bytes expected, {Remaining} remain.") { Offset = _origin + Position };

    [DoesNotReturn]
    private readonly void ThrowFrame(string kind, long size) =>
        throw new RootException($"A {kind} frame expected, its size is {size}.") { Offset = _origin + Position };
}
