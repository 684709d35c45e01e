namespace Hep.Root.IO.Compression;

/// <summary>
/// The payload of a compressed record: blocks, each behind its header, until the record's plain size (fObjlen) is reached.
/// Nothing is allocated here for any size that the file claims.
/// </summary>
internal static class BlockFrames
{
    /// <summary>
    /// The plain size that the block headers of a payload claim together, for a comparison with fObjlen before memory is taken. Each block
    /// is bounded by 16 MiB and by what its codec can expand, so a claim of gigabytes needs a file to match.
    /// </summary>
    /// <exception cref="RootException">The payload is not a sequence of whole blocks.</exception>
    public static long PlainSize(ReadOnlySpan<byte> stored)
    {
        long plain = 0;
        for (int at = 0; at < stored.Length;)
        {
            BlockHeader header = BlockHeader.Parse(stored, at);
            plain += header.PlainBytes;
            at += BlockHeader.Bytes + header.StoredBytes;
        }
        return plain;
    }

    /// <summary>Decompresses a whole payload.</summary>
    /// <param name="stored">The payload, from the first block header to the end of the record.</param>
    /// <param name="plain">As long as the record's plain size; filled exactly.</param>
    /// <param name="verifyChecksums">Whether LZ4's and xz's checksums are compared (zlib's and Zstandard's own always are).</param>
    /// <exception cref="RootException">
    /// The payload is damaged, or gives more or less than <paramref name="plain"/> holds; the offset counts from its start.
    /// </exception>
    public static void Decompress(ReadOnlySpan<byte> stored, Span<byte> plain, bool verifyChecksums)
    {
        int at = 0, filled = 0;
        while (at < stored.Length)
        {
            BlockHeader header = BlockHeader.Parse(stored, at);
            if (header.PlainBytes > plain.Length - filled)
                throw new RootException(
                    $"Compressed payload: its blocks give more than the {plain.Length} bytes of the record.") { Offset = at };
            Decode(header, stored.Slice(at + BlockHeader.Bytes, header.StoredBytes),
                plain.Slice(filled, header.PlainBytes), verifyChecksums, at);
            at += BlockHeader.Bytes + header.StoredBytes;
            filled += header.PlainBytes;
        }
        if (filled != plain.Length)
            throw new RootException(
                $"Compressed payload: its blocks give {filled} bytes, the record has {plain.Length}.") { Offset = stored.Length };
    }

    private static void Decode(BlockHeader header, ReadOnlySpan<byte> stored, Span<byte> plain, bool verifyChecksums, int offset)
    {
        try
        {
            header.Codec.Decode(stored, plain, verifyChecksums);
        }
        catch (InvalidDataException damage)
        {
            throw new RootException(
                $"Damaged {header.Codec.Name} block of {stored.Length} bytes: {damage.Message}", damage) { Offset = offset };
        }
    }
}
