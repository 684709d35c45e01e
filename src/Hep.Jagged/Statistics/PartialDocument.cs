using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Hep.Jagged;

/// <summary>
/// Statistics of a part as bytes, little-endian:
/// <code>
///  0   8  "hep.part"
///  8   4  version of the format
/// 12   4  length of the payload
/// 16  32  key: what the statistics are of and how they were taken; whoever keeps the document makes it
/// 48  32  SHA-256 of the bytes before and of the payload
/// 80      payload: PartialWriter and PartialReader
/// </code>
/// The names of columns are not in it: the key stands for them.
/// </summary>
internal static class PartialDocument
{
    /// <summary>Bytes before the payload.</summary>
    public const int HeaderBytes = 80;

    /// <summary>Bytes of a key.</summary>
    public const int KeyBytes = SHA256.HashSizeInBytes;

    private const int Version = 1, VersionAt = 8, LengthAt = 12, KeyAt = 16, ChecksumAt = 48;

    private static ReadOnlySpan<byte> Magic => "hep.part"u8;

    /// <summary>The document of statistics.</summary>
    public static byte[] Write(PartialStatistics part, ReadOnlySpan<byte> key)
    {
        ArrayBufferWriter<byte> payload = new();
        new PartialWriter(payload).Write(part);
        byte[] document = new byte[HeaderBytes + payload.WrittenCount];
        Magic.CopyTo(document);
        BinaryPrimitives.WriteInt32LittleEndian(document.AsSpan(VersionAt), Version);
        BinaryPrimitives.WriteInt32LittleEndian(document.AsSpan(LengthAt), payload.WrittenCount);
        key[..KeyBytes].CopyTo(document.AsSpan(KeyAt));
        payload.WrittenSpan.CopyTo(document.AsSpan(HeaderBytes));
        Checksum(document, document.AsSpan(ChecksumAt, SHA256.HashSizeInBytes));
        return document;
    }

    /// <summary>Whether a document has this key, by its header alone: false where it is of something else, or of another version.</summary>
    /// <param name="header">The first bytes of the document.</param>
    /// <param name="totalBytes">The length of all of it.</param>
    /// <param name="key">The key that is looked for.</param>
    /// <exception cref="PipelineException">It is no such document, or not all of it.</exception>
    public static bool HasKey(ReadOnlySpan<byte> header, long totalBytes, ReadOnlySpan<byte> key)
    {
        if (header.Length < HeaderBytes || !header.StartsWith(Magic)) throw Damaged("it does not begin as they do");
        if (BinaryPrimitives.ReadInt32LittleEndian(header[VersionAt..]) != Version) return false;
        if (!header.Slice(KeyAt, KeyBytes).SequenceEqual(key)) return false;
        return totalBytes == HeaderBytes + (long)BinaryPrimitives.ReadInt32LittleEndian(header[LengthAt..])
            ? true
            : throw Damaged($"it has {totalBytes} bytes, and tells of another length");
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="document">The bytes.</param>
    /// <param name="key">The key that it must have.</param>
    /// <param name="recipe">The features that it is of.</param>
    /// <exception cref="PipelineException">It is something else, or damaged.</exception>
    public static PartialStatistics Read(ReadOnlySpan<byte> document, ReadOnlySpan<byte> key, FeatureRecipe recipe)
    {
        if (!HasKey(document, document.Length, key)) throw Damaged("it is of something else");
        Span<byte> checksum = stackalloc byte[SHA256.HashSizeInBytes];
        Checksum(document, checksum);
        if (!document.Slice(ChecksumAt, checksum.Length).SequenceEqual(checksum)) throw Damaged("its checksum does not fit");
        return new PartialReader(document[HeaderBytes..]).Read(recipe);
    }

    /// <summary>A failure that says what is wrong.</summary>
    public static PipelineException Damaged(string what) => new($"These are no statistics of a part: {what}. Take them again.");

    private static void Checksum(ReadOnlySpan<byte> document, Span<byte> checksum)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(document[..ChecksumAt]);
        hash.AppendData(document[HeaderBytes..]);
        hash.GetHashAndReset(checksum);
    }
}
