namespace Hep.Root.IO.Compression.Encoders;

/// <summary>Compresses <paramref name="plain"/> into <paramref name="stored"/>.</summary>
/// <param name="plain">At most <see cref="BlockHeader.MaxPlainBytes"/>.</param>
/// <param name="stored">Where the block goes, behind its header.</param>
/// <param name="level">ROOT's level, from 1 to 9.</param>
/// <returns>The bytes of the block; 0 where they do not fit.</returns>
internal delegate int BlockCompressor(ReadOnlySpan<byte> plain, Span<byte> stored, int level);

/// <summary>
/// A way to make a compressed block: ROOT's number of the algorithm, how the block's header names it, what compresses it.
/// </summary>
/// <param name="Algorithm">ROOT's number (Compression.h).</param>
/// <param name="Tag">The two letters that a block header begins with.</param>
/// <param name="Method">The header's third byte, which ROOT compares.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Compress">What compresses a block; null where the system lacks the library.</param>
internal sealed record BlockEncoder(int Algorithm, string Tag, byte Method, string Name, BlockCompressor? Compress)
{
    private static readonly BlockEncoder[] All =
    [
        new(1, "ZL", 8, "zlib", ZlibEncoder.Compress),
        new(2, "XZ", 0, "LZMA", LzmaEncoder.Compressor),
        new(4, "L4", 1, "LZ4", Lz4Encoder.Compress),
        new(5, "ZS", 1, "Zstandard", ZstdEncoder.Compress),
    ];

    /// <summary>The encoder of a setting that is not <see cref="RootCompression.None"/>.</summary>
    public static BlockEncoder Of(RootCompression compression) => All.First(e => e.Algorithm == compression.Algorithm);

    /// <summary>Refuses a setting for which there is no encoder here.</summary>
    public static void Check(RootCompression compression)
    {
        if (compression != RootCompression.None && Of(compression).Compress is null)
            throw new RootException($"Nothing compresses with {Of(compression).Name} here: it needs the system's liblzma "
                + "(Debian: liblzma5). RootCompression.Zstd(9) comes near it.");
    }
}
