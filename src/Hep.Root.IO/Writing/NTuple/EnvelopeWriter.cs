using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace Hep.Root.IO.Writing.NTuple;

/// <summary>
/// An envelope of an RNTuple while it is made: little-endian numbers, texts, and frames whose sizes are filled in at the end (the section
/// "Envelopes" of RNTuple's specification of its binary format).
/// </summary>
/// <param name="type">1 a header, 2 a footer, 3 a list of pages.</param>
internal sealed class EnvelopeWriter(ushort type)
{
    private const int PreambleBytes = 8, ChecksumBytes = 8, ListBytes = 12;

    private byte[] _bytes = new byte[1024];
    private int _length = PreambleBytes;

    public void Write(ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(Take(2), value);

    public void Write(int value) => BinaryPrimitives.WriteInt32LittleEndian(Take(4), value);

    public void Write(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Take(4), value);

    public void Write(long value) => BinaryPrimitives.WriteInt64LittleEndian(Take(8), value);

    public void Write(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Take(8), value);

    public void Write(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Take(bytes.Length));

    /// <summary>All that was written, with room for type and length in front.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    /// <summary>A length and the characters in UTF-8.</summary>
    public void Write(string text)
    {
        int bytes = Encoding.UTF8.GetByteCount(text);
        Write(bytes);
        Encoding.UTF8.GetBytes(text, Take(bytes));
    }

    /// <summary>Where bytes of the file lie: their number and their place.</summary>
    public void WriteLocator(int bytes, long offset)
    {
        Write(bytes);
        Write(offset);
    }

    /// <summary>Begins a record frame.</summary>
    public int BeginRecord()
    {
        int at = _length;
        Write(0L);
        return at;
    }

    /// <summary>Ends a record frame: its size, with itself.</summary>
    public void EndRecord(int at) => BinaryPrimitives.WriteInt64LittleEndian(_bytes.AsSpan(at), _length - at);

    /// <summary>Begins a list frame.</summary>
    public int BeginList(int count)
    {
        int at = _length;
        Write(0L);
        Write(count);
        return at;
    }

    /// <summary>Ends a list frame, whose size is negative.</summary>
    public void EndList(int at) => BinaryPrimitives.WriteInt64LittleEndian(_bytes.AsSpan(at), -(long)(_length - at));

    /// <summary>A list without items.</summary>
    public void WriteEmptyList()
    {
        Write(-(long)ListBytes);
        Write(0);
    }

    /// <summary>Ends the envelope: type and length in front, a checksum over all behind.</summary>
    /// <param name="checksum">That checksum: the header's stands in the other envelopes.</param>
    public byte[] Seal(out ulong checksum)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_bytes, type | (ulong)(_length + ChecksumBytes) << 16);
        checksum = XxHash3.HashToUInt64(_bytes.AsSpan(0, _length));
        Write(checksum);
        return _bytes[.._length];
    }

    private Span<byte> Take(int count)
    {
        if (count > _bytes.Length - _length) Array.Resize(ref _bytes, checked(Math.Max(_length + count, 2 * _bytes.Length)));
        Span<byte> taken = _bytes.AsSpan(_length, count);
        _length += count;
        return taken;
    }
}
