namespace Hep.Root.IO.Compression.Encoders;

/// <summary>
/// Makes the payload of a compressed record: blocks of at most 16 MiB, each behind its header (the counterpart of <see
/// cref="BlockFrames"/>).
/// </summary>
internal static class FrameEncoder
{
    /// <summary>Compresses a whole payload.</summary>
    /// <param name="plain">The payload.</param>
    /// <param name="stored">As long as <paramref name="plain"/> at least.</param>
    /// <param name="compression">With what.</param>
    /// <returns>
    /// The bytes of all blocks; 0 where they are no fewer than the plain ones: such a record is stored as it is, never in part
    /// (TKey's constructor and TBasket::WriteBuffer do the same).
    /// </returns>
    public static int Compress(ReadOnlySpan<byte> plain, Span<byte> stored, RootCompression compression)
    {
        if (compression == RootCompression.None || plain.Length <= BlockHeader.Bytes) return 0;
        BlockEncoder encoder = BlockEncoder.Of(compression);
        Span<byte> room = stored[..(plain.Length - 1)];
        int written = 0;
        while (!plain.IsEmpty)
        {
            ReadOnlySpan<byte> block = plain[..Math.Min(plain.Length, BlockHeader.MaxPlainBytes)];
            if (room.Length - written <= BlockHeader.Bytes) return 0;
            int bytes = encoder.Compress!(block, room[(written + BlockHeader.Bytes)..], compression.Level);
            if (bytes is 0 or > BlockHeader.MaxPlainBytes) return 0;
            WriteHeader(room[written..], encoder, bytes, block.Length);
            written += BlockHeader.Bytes + bytes;
            plain = plain[block.Length..];
        }
        return written;
    }

    private static void WriteHeader(Span<byte> header, BlockEncoder encoder, int stored, int plain)
    {
        (header[0], header[1], header[2]) = ((byte)encoder.Tag[0], (byte)encoder.Tag[1], encoder.Method);
        WriteSize(header[3..], stored);
        WriteSize(header[6..], plain);
    }

    private static void WriteSize(Span<byte> bytes, int size) =>
        (bytes[0], bytes[1], bytes[2]) = ((byte)size, (byte)(size >> 8), (byte)(size >> 16));
}
