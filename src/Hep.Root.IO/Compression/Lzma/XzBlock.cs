using static Hep.Root.IO.Compression.Lzma.XzContainer;

namespace Hep.Root.IO.Compression.Lzma;

/// <summary>
/// One block of an .xz stream (3): its header, LZMA2 data, padding to a multiple of four, check. LZMA2 is the only
/// filter taken, as ROOT uses no other.
/// </summary>
internal static class XzBlock
{
    private const int HasStoredSize = 0x40, HasPlainSize = 0x80, FilterCount = 0x03, CrcBytes = 4;
    private const byte Lzma2 = 0x21;

    /// <summary>Decodes a whole block; sizes come from the index.</summary>
    public static void Decode(ReadOnlySpan<byte> block, int paddingBytes, Span<byte> plain, int checkBytes, bool verifyChecksums)
    {
        int headerBytes = (block[0] + 1) * 4, dataBytes = block.Length - headerBytes - paddingBytes - checkBytes;
        if (block[0] == 0 || dataBytes < 0) Throw("a block header does not fit its block.");
        ReadOnlySpan<byte> header = block[..(headerBytes - CrcBytes)];
        if (!CrcMatches(header, block[header.Length..])) Throw("a block header is damaged.");

        CheckHeader(header, dataBytes, plain.Length);
        int used = Lzma2Chunks.Decode(block.Slice(headerBytes, dataBytes), plain);
        if (used != dataBytes) Throw($"{dataBytes - used} bytes follow the last LZMA2 chunk.");
        if (block.Slice(headerBytes + dataBytes, paddingBytes).ContainsAnyExcept((byte)0)) Throw("padding of a block is not zero.");
        if (verifyChecksums && !XzCheck.Matches(block[^checkBytes..], plain)) Throw("its check does not match.");
    }

    private static void CheckHeader(ReadOnlySpan<byte> header, int storedBytes, int plainBytes)
    {
        int flags = header[1], at = 2;
        if ((flags & ~(HasStoredSize | HasPlainSize)) != 0)
            Throw((flags & FilterCount) != 0 ? "filters besides LZMA2 are not taken." : "unknown block flags.");
        if ((flags & HasStoredSize) != 0 && Number(header, ref at) != storedBytes) Throw("a block's stored size is not that of the index.");
        if ((flags & HasPlainSize) != 0 && Number(header, ref at) != plainBytes) Throw("a block's plain size is not that of the index.");
        // The filter, the size of its properties, and its dictionary's size, which nothing depends on here: the
        // destination is the dictionary.
        if (Number(header, ref at) != Lzma2 || Number(header, ref at) != 1 || at >= header.Length)
            Throw("a filter besides LZMA2 is not taken.");
        if (header[at++] > 40) Throw("a dictionary size that does not exist.");
        if (header[at..].ContainsAnyExcept((byte)0)) Throw("padding of a block header is not zero.");
    }
}
