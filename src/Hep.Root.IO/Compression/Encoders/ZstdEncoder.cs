using ZstdSharp;

namespace Hep.Root.IO.Compression.Encoders;

/// <summary>Zstandard: one frame (RFC 8878).</summary>
internal static class ZstdEncoder
{
    // A compressor has its tables, up to some megabytes: one a thread, none a block.
    [ThreadStatic]
    private static Compressor? s_compressor;

    /// <inheritdoc cref="BlockCompressor"/>
    public static int Compress(ReadOnlySpan<byte> plain, Span<byte> stored, int level)
    {
        Compressor compressor = s_compressor ??= new Compressor();
        compressor.Level = 2 * level;                       // ROOT's levels are half the library's (ZipZSTD.cxx)
        return compressor.TryWrap(plain, stored, out int written) ? written : 0;
    }
}
