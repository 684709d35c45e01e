using System.Diagnostics.CodeAnalysis;

namespace Hep.Root.IO.Compression;

/// <summary>The nine bytes before each compressed block: codec, stored size, plain size.</summary>
/// <param name="Codec">What decodes the block.</param>
/// <param name="StoredBytes">Bytes that follow the header; at least one, all present.</param>
/// <param name="PlainBytes">Bytes that the block gives; at least one, at most <see cref="MaxPlainBytes"/>.</param>
internal readonly record struct BlockHeader(BlockCodec Codec, int StoredBytes, int PlainBytes)
{
    /// <summary>
    /// Bytes of a header: two letters, the method, and two sizes of three bytes, little-endian unlike everything else in the file.
    /// </summary>
    public const int Bytes = 9;

    /// <summary>What three bytes can say: writers cut there.</summary>
    public const int MaxPlainBytes = 0xFF_FFFF;

    /// <summary>Reads and checks the header at <paramref name="offset"/> of a record's payload.</summary>
    /// <exception cref="RootException">No header stands there, or its sizes are impossible.</exception>
    public static BlockHeader Parse(ReadOnlySpan<byte> payload, int offset)
    {
        ReadOnlySpan<byte> header = payload[offset..];
        if (header.Length < Bytes) Throw(offset, $"{Bytes} bytes of a block header expected, {header.Length} remain");
        BlockCodec? codec = BlockCodec.Find(header[0], header[1], header[2]);
        if (codec is null)
            Throw(offset,
                $"a compressed block (ZL, ZS, L4, XZ or CS) expected, found the bytes {header[0]:X2} {header[1]:X2} {header[2]:X2}");
        int stored = Size(header[3..]), plain = Size(header[6..]);
        if (stored == 0 || plain == 0) Throw(offset, $"a {codec.Name} block of {stored} stored and {plain} plain bytes cannot be");
        if (stored > header.Length - Bytes)
            Throw(offset, $"a {codec.Name} block of {stored} bytes expected, {header.Length - Bytes} remain");
        if (plain > (long)stored * codec.MaxExpansion)
            Throw(offset, $"{stored} bytes of {codec.Name} cannot hold the {plain} bytes that the block header claims");
        return new BlockHeader(codec, stored, plain);
    }

    private static int Size(ReadOnlySpan<byte> bytes) => bytes[0] | bytes[1] << 8 | bytes[2] << 16;

    [DoesNotReturn]
    private static void Throw(int offset, string message) => throw new RootException($"Compressed payload: {message}.") { Offset = offset };
}
