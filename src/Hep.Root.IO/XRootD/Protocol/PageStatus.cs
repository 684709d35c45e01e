using System.Buffers.Binary;

namespace Hep.Root.IO.XRootD;

/// <summary>
/// The head of a response of the kind kXR_status, whose payload the frame's length does not count: checksum, stream id, request, kind,
/// length of the payload, and where in the file it begins.
/// </summary>
internal readonly record struct PageStatus(bool IsFinal, int PayloadBytes, long Offset)
{
    public const int Bytes = 24;

    private const int FirstRequest = 3000, KindAt = 7, LengthAt = 12, OffsetAt = 16;
    private const byte Final = 0, Partial = 1;

    /// <exception cref="XRootDException">The head is damaged, or speaks of another request.</exception>
    public static PageStatus Parse(ReadOnlySpan<byte> head, ushort streamId, RequestCode code)
    {
        if (head.Length < Bytes || Crc32C.Of(head[sizeof(uint)..]) != BinaryPrimitives.ReadUInt32BigEndian(head))
            throw new XRootDException("The head of a response with checksums is damaged.");
        if (BinaryPrimitives.ReadUInt16BigEndian(head[4..]) != streamId || head[6] + FirstRequest != (int)code || head[KindAt] > Partial)
            throw new XRootDException("A response with checksums speaks of another request than its frame.");
        int payload = BinaryPrimitives.ReadInt32BigEndian(head[LengthAt..]);
        return payload >= 0
            ? new PageStatus(head[KindAt] == Final, payload, BinaryPrimitives.ReadInt64BigEndian(head[OffsetAt..]))
            : throw new XRootDException($"A response with checksums announces {payload} bytes.");
    }
}
