using System.Collections.Concurrent;
using ZstdSharp;

namespace Hep.Root.IO.Compression.Encoders;

/// <summary>Zstandard: one frame (RFC 8878).</summary>
internal static class ZstdEncoder
{
    // A compressor has its tables, tens of megabytes for large blocks: none is made for a block, nor one for each thread that an
    // asynchronous caller wakes on, but as many as work at once.
    private static readonly ConcurrentBag<Compressor> Idle = [];

    /// <inheritdoc cref="BlockCompressor"/>
    public static int Compress(ReadOnlySpan<byte> plain, Span<byte> stored, int level)
    {
        Compressor compressor = Idle.TryTake(out Compressor? idle) ? idle : new Compressor();
        try
        {
            compressor.Level = 2 * level;                   // ROOT's levels are half the library's (ZipZSTD.cxx)
            return compressor.TryWrap(plain, stored, out int written) ? written : 0;
        }
        finally
        {
            Idle.Add(compressor);
        }
    }
}
