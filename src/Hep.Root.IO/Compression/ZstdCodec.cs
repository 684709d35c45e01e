using ZstdSharp;

namespace Hep.Root.IO.Compression;

/// <summary>Zstandard: one frame (RFC 8878).</summary>
internal static class ZstdCodec
{
    // A decompressor carries its tables (some 160 kB): one a thread, none a block.
    [ThreadStatic]
    private static Decompressor? s_decompressor;

    /// <inheritdoc cref="BlockDecoder"/>
    public static void Decode(ReadOnlySpan<byte> stored, Span<byte> plain, bool verifyChecksums)
    {
        int decoded;
        try
        {
            decoded = (s_decompressor ??= new Decompressor()).Unwrap(stored, plain);
        }
        catch (ZstdException damage)
        {
            throw new InvalidDataException($"{damage.Message}.", damage);
        }
        if (decoded != plain.Length) throw new InvalidDataException($"{plain.Length} bytes expected, {decoded} came.");
    }
}
