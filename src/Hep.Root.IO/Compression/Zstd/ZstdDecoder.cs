using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Hep.Root.IO.Compression.Zstd;

/// <summary>
/// Frames of Zstandard (RFC 8878) into memory that is as large as what they give. A decoder serves one thread, and its memory, which does
/// not move, is used again and again.
/// </summary>
internal sealed unsafe class ZstdDecoder
{
    private const uint Magic = 0xFD2F_B528, SkippableMagic = 0x184D_2A50, SkippableMask = 0xFFFF_FFF0;
    private const int MaxBlockBytes = 1 << 17, BlockHeaderBytes = 3, ChecksumBytes = sizeof(uint);
    private const int RawBlock = 0, RepeatedByte = 1, CompressedBlock = 2;
    private const int RawLiterals = 0, RepeatedLiteral = 1, CompressedLiterals = 2;

    // Tables of sequences, the table of literals, and the literals of a block.
    private readonly byte[] _memory = GC.AllocateUninitializedArray<byte>(
        Sequences.Cells * sizeof(ulong) + (sizeof(ushort) << HuffmanTable.MaxBits) + MaxBlockBytes + Sequences.Behind, pinned: true);
    private readonly byte* _literals;
    private HuffmanTable _huffman;
    private Sequences _sequences;

    public ZstdDecoder()
    {
        byte* memory = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_memory));
        _sequences = new Sequences((ulong*)memory);
        _huffman = new HuffmanTable((ushort*)(memory + Sequences.Cells * sizeof(ulong)));
        _literals = memory + Sequences.Cells * sizeof(ulong) + (sizeof(ushort) << HuffmanTable.MaxBits);
    }

    /// <summary>Fills <paramref name="plain"/> exactly from all of <paramref name="stored"/>.</summary>
    /// <exception cref="InvalidDataException">They are not frames that give as much.</exception>
    public void Decode(ReadOnlySpan<byte> stored, Span<byte> plain)
    {
        do
        {
            if (stored.Length < sizeof(uint)) Throw("no frame");
            uint magic = BinaryPrimitives.ReadUInt32LittleEndian(stored);
            if ((magic & SkippableMask) == SkippableMagic) Skip(ref stored);
            else if (magic == Magic) DecodeFrame(ref stored, ref plain);
            else Throw($"no frame: it begins with 0x{magic:X8}");
        }
        while (!stored.IsEmpty);
        if (!plain.IsEmpty) Throw($"its frames end {plain.Length} bytes too early");
    }

    private static void Skip(ref ReadOnlySpan<byte> stored)
    {
        const int header = 2 * sizeof(uint);
        if (stored.Length < header) Throw("a frame is cut off");
        uint bytes = BinaryPrimitives.ReadUInt32LittleEndian(stored[sizeof(uint)..]);
        if (bytes > stored.Length - header) Throw("a frame is cut off");
        stored = stored[(header + (int)bytes)..];
    }

    private void DecodeFrame(ref ReadOnlySpan<byte> stored, ref Span<byte> plain)
    {
        FrameHeader header = FrameHeader.Parse(stored);
        if (header.ContentBytes is { } bytes && bytes > (ulong)plain.Length)
            Throw($"a frame of {bytes} bytes, there is room for {plain.Length}");
        _sequences.Begin();
        _huffman.Clear();
        int at = header.Bytes, filled = 0, maxBlock = (int)Math.Min(MaxBlockBytes, header.WindowBytes);
        for (bool isLast = false; !isLast;)
        {
            if (stored.Length - at < BlockHeaderBytes) Throw("a block's header is cut off");
            int block = stored[at] | stored[at + 1] << 8 | stored[at + 2] << 16, size = block >> 3;
            at += BlockHeaderBytes;
            isLast = (block & 1) != 0;
            int type = (block >> 1) & 3, taken = type == RepeatedByte ? 1 : size;
            if (size > maxBlock) Throw($"a block of {size} bytes, {maxBlock} are allowed");
            if (taken > stored.Length - at) Throw("a block is cut off");
            Span<byte> room = plain[filled..];
            if (type <= RepeatedByte && size > room.Length) Throw("its blocks give more than there is room for");
            if (type == RawBlock) stored.Slice(at, size).CopyTo(room);
            else if (type == RepeatedByte) room[..size].Fill(stored[at]);
            else if (type == CompressedBlock) size = DecodeBlock(stored[..(at + size)], at, plain, filled, Math.Min(maxBlock, room.Length));
            else Throw("a block of a reserved type");
            at += taken;
            filled += size;
        }
        if (header.ContentBytes is { } expected && expected != (ulong)filled) Throw($"a frame of {expected} bytes gave {filled}");
        if (header.HasChecksum)
        {
            if (stored.Length - at < ChecksumBytes) Throw("a checksum is cut off");
            if (BinaryPrimitives.ReadUInt32LittleEndian(stored[at..]) != (uint)Xxh64.Of(plain[..filled]))
                Throw("the XXH64 checksum does not match");
            at += ChecksumBytes;
        }
        stored = stored[at..];
        plain = plain[filled..];
    }

    // The bytes of the frame up to the block's end, since its streams are read from behind and look before their start.
    private int DecodeBlock(ReadOnlySpan<byte> stored, int at, Span<byte> plain, int filled, int room)
    {
        fixed (byte* from = stored, to = plain)
        {
            int literalCount = ReadLiterals(from, ref at, stored.Length, room, out byte* literals);
            int count = ReadCount(stored, ref at);
            byte* start = to + filled;
            if (count == 0)
            {
                if (at != stored.Length) Throw("bytes are left behind a block without sequences");
                Unsafe.CopyBlockUnaligned(start, literals, (uint)literalCount);
                return literalCount;
            }
            if (room == 0) Throw("its sequences give more than there is room for");
            at += _sequences.ReadTables(stored[at..]);
            byte* bits = from + at, end = from + stored.Length;
            return (int)(_sequences.Execute(bits, end, count, literals, literalCount, to, start, start + room) - start);
        }
    }

    // RFC 8878, 3.1.1.3.1
    private int ReadLiterals(byte* from, ref int at, int end, int room, out byte* literals)
    {
        literals = _literals;
        if (at >= end) Throw("a block is empty");
        int head = from[at], type = head & 3, format = (head >> 2) & 3, rest = end - at;
        if (type <= RepeatedLiteral)
        {
            int headerBytes = format == 1 ? 2 : format == 3 ? 3 : 1;
            if (headerBytes + (type == RepeatedLiteral ? 1 : 0) > rest) Throw("its literals are cut off");
            int plainCount = headerBytes == 1 ? head >> 3 : Number(from + at, headerBytes) >> 4;
            at += headerBytes;
            if (plainCount > room) Throw("its literals give more than there is room for");
            if (type == RepeatedLiteral) new Span<byte>(literals, plainCount).Fill(from[at++]);
            else
            {
                if (plainCount > end - at) Throw("its literals are cut off");
                // where enough is behind them they are used where they are
                if (end - at - plainCount >= Sequences.Behind) literals = from + at;
                else Unsafe.CopyBlockUnaligned(literals, from + at, (uint)plainCount);
                at += plainCount;
            }
            return plainCount;
        }
        int sizeBits = format switch { 0 or 1 => 10, 2 => 14, _ => 18 }, header = (4 + 2 * sizeBits) / 8;
        if (header > rest) Throw("its literals are cut off");
        long sizes = 0;
        for (int i = 0; i < header; i++) sizes |= (long)from[at + i] << 8 * i;
        int count = (int)(sizes >> 4) & ((1 << sizeBits) - 1), bytes = (int)(sizes >> (4 + sizeBits));
        at += header;
        if (count > room || bytes > end - at || count == 0) Throw("its literals are cut off, or give more than there is room for");
        byte* start = from + at, stop = start + bytes;
        at += bytes;
        if (type == CompressedLiterals) start = _huffman.Read(start, stop);
        else if (!_huffman.IsKnown) Throw("the literals' code is to be used again, and there was none");
        if (format == 0) _huffman.DecodeOne(start, stop, literals, literals + count);
        else _huffman.DecodeFour(start, stop, literals, count);
        return count;
    }

    private static int Number(byte* at, int bytes)
    {
        int number = 0;
        for (int i = 0; i < bytes; i++) number |= at[i] << 8 * i;
        return number;
    }

    // RFC 8878, 3.1.1.3.2.1
    private static int ReadCount(ReadOnlySpan<byte> stored, ref int at)
    {
        if (at >= stored.Length) Throw("its sequences are cut off");
        int head = stored[at++];
        if (head < 128) return head;
        int more = head < 255 ? 1 : 2;
        if (more > stored.Length - at) Throw("its sequences are cut off");
        int count = more == 1 ? (head - 128 << 8) + stored[at] : stored[at] + (stored[at + 1] << 8) + 0x7F00;
        at += more;
        return count;
    }

    [DoesNotReturn]
    private static void Throw(string reason) => throw new InvalidDataException($"{reason}.");
}
