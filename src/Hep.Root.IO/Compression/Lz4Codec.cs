using System.Buffers.Binary;

namespace Hep.Root.IO.Compression;

/// <summary>LZ4: eight bytes of XXH64, big-endian with seed 0, over one raw LZ4 block that follows.</summary>
internal static class Lz4Codec
{
    private const int ChecksumBytes = 8;

    /// <inheritdoc cref="BlockDecoder"/>
    public static void Decode(ReadOnlySpan<byte> stored, Span<byte> plain, bool verifyChecksums)
    {
        if (stored.Length <= ChecksumBytes) throw new InvalidDataException("no data behind the checksum.");
        ReadOnlySpan<byte> block = stored[ChecksumBytes..];
        if (verifyChecksums && Xxh64.Of(block) != BinaryPrimitives.ReadUInt64BigEndian(stored))
            throw new InvalidDataException("the XXH64 checksum does not match.");
        Lz4Block.Decode(block, plain);
    }
}
