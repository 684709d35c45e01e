using System.Collections.Concurrent;
using ZstdSharp;

namespace Hep.Root.IO.Compression.Encoders;

/// <summary>Zstandard: one frame (RFC 8878).</summary>
internal static class ZstdEncoder
{
    // A compressor has its tables, tens of megabytes for large blocks: none is made for a block, nor one for each thread that an
    // asynchronous caller wakes on, but as many as work at once; no more wait for work than there are processors.
    private static readonly ConcurrentBag<Compressor> Idle = [];

    private static int s_idle;

    /// <summary>Compressors that wait for work.</summary>
    internal static int IdleCount => Idle.Count;

    /// <inheritdoc cref="BlockCompressor"/>
    public static int Compress(ReadOnlySpan<byte> plain, Span<byte> stored, int level)
    {
        if (Idle.TryTake(out Compressor? compressor)) Interlocked.Decrement(ref s_idle);
        else compressor = new Compressor();
        int bytes;
        try
        {
            compressor.Level = 2 * level;                   // ROOT's levels are half the library's (ZipZSTD.cxx)
            bytes = compressor.TryWrap(plain, stored, out int written) ? written : 0;
        }
        catch
        {
            compressor.Dispose();                           // nobody knows what state it is in
            throw;
        }
        if (Interlocked.Increment(ref s_idle) <= Environment.ProcessorCount) Idle.Add(compressor);
        else
        {
            Interlocked.Decrement(ref s_idle);
            compressor.Dispose();
        }
        return bytes;
    }
}
