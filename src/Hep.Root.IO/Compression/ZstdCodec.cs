using Hep.Root.IO.Compression.Zstd;

namespace Hep.Root.IO.Compression;

/// <summary>Zstandard: frames (RFC 8878), of which ROOT writes one.</summary>
internal static class ZstdCodec
{
    // A decoder carries its tables and the literals of a block (some 150 kB): one a thread, none a block.
    [ThreadStatic]
    private static ZstdDecoder? s_decoder;

    /// <inheritdoc cref="BlockDecoder"/>
    public static void Decode(ReadOnlySpan<byte> stored, Span<byte> plain, bool verifyChecksums) =>
        (s_decoder ??= new ZstdDecoder()).Decode(stored, plain);
}
