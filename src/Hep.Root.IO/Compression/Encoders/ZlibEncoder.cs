using System.IO.Compression;

namespace Hep.Root.IO.Compression.Encoders;

/// <summary>zlib's frame (RFC 1950), by the class library.</summary>
internal static class ZlibEncoder
{
    [ThreadStatic]
    private static SpanSink? s_sink;

    /// <inheritdoc cref="BlockCompressor"/>
    public static unsafe int Compress(ReadOnlySpan<byte> plain, Span<byte> stored, int level)
    {
        SpanSink sink = s_sink ??= new SpanSink();
        fixed (byte* pinned = stored)
        {
            sink.Open(pinned, stored.Length);
            using (ZLibStream stream = new(sink, new ZLibCompressionOptions { CompressionLevel = level }, leaveOpen: true))
                stream.Write(plain);
            return sink.Close();
        }
    }
}
