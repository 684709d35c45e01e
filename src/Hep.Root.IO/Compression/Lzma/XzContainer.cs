using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.IO.Hashing;

namespace Hep.Root.IO.Compression.Lzma;

/// <summary>
/// One .xz stream (the .xz file format 1.2.1): header, blocks, index, footer. The index is read first and walked beside the blocks,
/// so that nothing has to be remembered. Every field is checked, and every byte of the stream has to be accounted for.
/// </summary>
internal static class XzContainer
{
    private const int HeaderBytes = 12, FooterBytes = 12, CrcBytes = 4, FlagBytes = 2;

    private static ReadOnlySpan<byte> HeaderMagic => [0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0];

    private static ReadOnlySpan<byte> FooterMagic => "YZ"u8;

    /// <inheritdoc cref="BlockDecoder"/>
    public static void Decode(ReadOnlySpan<byte> stored, Span<byte> plain, bool verifyChecksums)
    {
        if (stored.Length < HeaderBytes + FooterBytes || stored.Length % 4 != 0) Throw("its length is not that of an .xz stream.");
        ReadOnlySpan<byte> header = stored[..HeaderBytes], footer = stored[^FooterBytes..];
        ReadOnlySpan<byte> flags = header.Slice(HeaderMagic.Length, FlagBytes);
        if (!header.StartsWith(HeaderMagic) || !CrcMatches(flags, header[^CrcBytes..])) Throw("it does not begin as an .xz stream.");
        if (!footer.EndsWith(FooterMagic) || !CrcMatches(footer[CrcBytes..^FooterMagic.Length], footer)
            || !footer[8..10].SequenceEqual(flags))
            Throw("it does not end as the .xz stream that it began.");
        int checkBytes = flags[0] == 0 ? XzCheck.Bytes(flags[1]) : -1;
        if (checkBytes < 0) Throw($"the stream flags {flags[0]:X2} {flags[1]:X2} are not known.");

        long indexBytes = (BinaryPrimitives.ReadUInt32LittleEndian(footer[CrcBytes..]) + 1L) * 4;
        long indexStart = stored.Length - FooterBytes - indexBytes;
        if (indexStart < HeaderBytes) Throw("its index is longer than the stream.");
        DecodeBlocks(stored[HeaderBytes..(int)indexStart], stored[(int)indexStart..^FooterBytes], plain, checkBytes, verifyChecksums);
    }

    private static void DecodeBlocks(
        ReadOnlySpan<byte> blocks, ReadOnlySpan<byte> index, Span<byte> plain, int checkBytes, bool verifyChecksums)
    {
        ReadOnlySpan<byte> records = index[..^CrcBytes];
        if (!CrcMatches(records, index[^CrcBytes..]) || records[0] != 0) Throw("its index is damaged.");
        int at = 1;
        long count = Number(records, ref at);
        for (long block = 0; block < count; block++)
        {
            long unpadded = Number(records, ref at), plainSize = Number(records, ref at), padded = unpadded + 3 & ~3L;
            if (unpadded < 1 || unpadded > blocks.Length || padded > blocks.Length || plainSize > plain.Length)
                Throw("its index does not fit its blocks.");
            XzBlock.Decode(blocks[..(int)padded], (int)(padded - unpadded), plain[..(int)plainSize], checkBytes, verifyChecksums);
            blocks = blocks[(int)padded..];
            plain = plain[(int)plainSize..];
        }
        if (blocks.Length > 0) Throw($"{blocks.Length} bytes follow the blocks of its index.");
        if (plain.Length > 0) Throw($"{plain.Length} bytes are missing.");
        if (records.Length - at > 3 || records[at..].ContainsAnyExcept((byte)0)) Throw("padding of its index is not zero.");
    }

    /// <summary>A number of seven bits a byte, lowest first (1.2), which fits 63 bits and is as short as it can be.</summary>
    internal static long Number(ReadOnlySpan<byte> bytes, ref int at)
    {
        long value = 0;
        for (int shift = 0; shift < 63; shift += 7)
        {
            if (at >= bytes.Length) break;
            byte b = bytes[at++];
            value |= (long)(b & 0x7F) << shift;
            if (b >= 0x80) continue;
            if (b == 0 && shift > 0) break;
            return value;
        }
        Throw("a number in it does not end.");
        return 0;
    }

    /// <summary>Whether the first four bytes of <paramref name="stored"/> are the CRC32 of <paramref name="bytes"/>.</summary>
    internal static bool CrcMatches(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> stored) =>
        Crc32.HashToUInt32(bytes) == BinaryPrimitives.ReadUInt32LittleEndian(stored);

    [DoesNotReturn]
    internal static void Throw(string message) => throw new InvalidDataException(message);
}
