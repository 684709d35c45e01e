using Hep.Root.IO.Compression.Native;

namespace Hep.Root.IO.Compression;

/// <summary>
/// Fills <paramref name="plain"/> exactly from all of <paramref name="stored"/>, or throws <see cref="InvalidDataException"/>.
/// </summary>
/// <param name="stored">The bytes of one block behind its header.</param>
/// <param name="plain">As long as the header says; its content after a failure is not defined.</param>
/// <param name="verifyChecksums">Whether a checksum that costs a pass of its own is compared.</param>
internal delegate void BlockDecoder(ReadOnlySpan<byte> stored, Span<byte> plain, bool verifyChecksums);

/// <summary>A way to compress one block: how the block header names it, what decodes it, and what it cannot do.</summary>
/// <param name="Tag">The two letters that a block header begins with.</param>
/// <param name="Method">The header's third byte; null where it tells the version of a library and binds nobody.</param>
/// <param name="Name">What people call it.</param>
/// <param name="MaxExpansion">Plain bytes that one stored byte can give at most, from the format: more is a lie.</param>
/// <param name="Managed">The decoder that is always there, and decides what is a block and what is damage.</param>
/// <param name="Native">A faster form of it where the system has its library; what it refuses the managed one decides.</param>
internal sealed record BlockCodec(
    string Tag, byte? Method, string Name, int MaxExpansion, BlockDecoder Managed, BlockDecoder? Native = null)
{
    /// <summary>
    /// Every codec of ROOT (the brief of the format, 3.1; ROOT's <c>R__unzip</c> tests the same tags and methods). The limits: deflate
    /// codes 258 bytes in two bits (zlib's own figure is 1032); LZ4 adds 255 bytes for each byte of length; a zstd block repeats one byte
    /// 2¹⁷ times in four bytes; LZMA codes 273 bytes in 14 decisions of at least log2(2048 / 2017) bits each.
    /// </summary>
    public static readonly BlockCodec[] All =
    [
        new("ZL", 8, "zlib", 1032, DeflateCodec.DecodeZlib, LibDeflate.Decoder),
        new("ZS", null, "Zstandard", 32_768, ZstdCodec.Decode),
        new("L4", null, "LZ4", 255, Lz4Codec.Decode),
        new("XZ", 0, "xz", 7_100, Lzma.XzContainer.Decode),
        new("CS", 8, "deflate of ROOT before 1998", 1032, DeflateCodec.DecodeRaw),
    ];

    /// <summary>The decoder in use.</summary>
    public BlockDecoder Decode => Native ?? Managed;

    /// <summary>The codec of a header's first three bytes; null where there is none.</summary>
    public static BlockCodec? Find(byte first, byte second, byte method)
    {
        foreach (BlockCodec codec in All)
            if (codec.Tag[0] == first && codec.Tag[1] == second && (codec.Method ?? method) == method) return codec;
        return null;
    }
}
