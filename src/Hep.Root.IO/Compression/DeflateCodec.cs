using System.IO.Compression;

namespace Hep.Root.IO.Compression;

/// <summary>
/// Deflate (RFC 1951): in zlib's frame with an Adler-32 (RFC 1950), or bare as ROOT's own code wrote it before 1998.
/// The class library inflates streams only, and cannot begin one anew: a stream object a block is the price.
/// </summary>
internal static class DeflateCodec
{
    [ThreadStatic]
    private static SpanSource? s_source;

    /// <inheritdoc cref="BlockDecoder"/>
    public static void DecodeZlib(ReadOnlySpan<byte> stored, Span<byte> plain, bool verifyChecksums) =>
        Decode(stored, plain, static source => new ZLibStream(source, CompressionMode.Decompress, leaveOpen: true));

    /// <inheritdoc cref="BlockDecoder"/>
    public static void DecodeRaw(ReadOnlySpan<byte> stored, Span<byte> plain, bool verifyChecksums) =>
        Decode(stored, plain, static source => new DeflateStream(source, CompressionMode.Decompress, leaveOpen: true));

    private static unsafe void Decode(ReadOnlySpan<byte> stored, Span<byte> plain, Func<Stream, Stream> inflate)
    {
        SpanSource source = s_source ??= new SpanSource();
        fixed (byte* pinned = stored)
        {
            source.Open(pinned, stored.Length);
            using Stream inflated = inflate(source);
            try
            {
                Fill(plain, inflated);
            }
            // not all that zlib refuses is invalid data to the class library: a stream that asks for a dictionary is not
            catch (IOException refusal)
            {
                throw new InvalidDataException(refusal.Message, refusal);
            }
            if (!source.EndedExactly) throw new InvalidDataException("the stream does not end where the block ends.");
        }
    }

    private static void Fill(Span<byte> plain, Stream inflated)
    {
        int count = inflated.ReadAtLeast(plain, plain.Length, throwOnEndOfStream: false);
        if (count < plain.Length) throw new InvalidDataException($"{plain.Length} bytes expected, the data end after {count}.");
        // Reads the trailer as well: zlib compares its Adler-32 there.
        if (inflated.ReadByte() >= 0) throw new InvalidDataException($"more than the {plain.Length} bytes that its header says.");
    }
}
