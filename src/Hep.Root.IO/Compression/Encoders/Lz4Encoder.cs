using System.Buffers.Binary;
using K4os.Compression.LZ4;

namespace Hep.Root.IO.Compression.Encoders;

/// <summary>LZ4: eight bytes of XXH64, big-endian with seed 0, over one raw LZ4 block that follows.</summary>
internal static class Lz4Encoder
{
    private const int ChecksumBytes = 8;

    /// <inheritdoc cref="BlockCompressor"/>
    public static int Compress(ReadOnlySpan<byte> plain, Span<byte> stored, int level)
    {
        if (stored.Length <= ChecksumBytes) return 0;
        Span<byte> block = stored[ChecksumBytes..];
        // Below 4 ROOT takes the fast compressor, whatever the level (ZipLZ4.cxx).
        int bytes = LZ4Codec.Encode(plain, block, level < 4 ? LZ4Level.L00_FAST : (LZ4Level)level);
        if (bytes <= 0) return 0;
        BinaryPrimitives.WriteUInt64BigEndian(stored, Xxh64.Of(block[..bytes]));
        return ChecksumBytes + bytes;
    }
}
