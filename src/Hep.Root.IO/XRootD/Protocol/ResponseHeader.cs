using System.Buffers.Binary;

namespace Hep.Root.IO.XRootD;

/// <summary>The eight bytes before each response.</summary>
/// <param name="StreamId">The request that it answers, as the client numbered it.</param>
/// <param name="Status">Its kind.</param>
/// <param name="Length">The bytes that follow.</param>
internal readonly record struct ResponseHeader(ushort StreamId, ResponseStatus Status, int Length)
{
    public const int Bytes = 8;

    public static ResponseHeader Parse(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt16BigEndian(bytes),
        (ResponseStatus)BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]),
        BinaryPrimitives.ReadInt32BigEndian(bytes[4..]));
}
