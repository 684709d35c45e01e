using System.Buffers.Binary;

namespace Hep.Root.IO.XRootD;

/// <summary>kXR_readv: many ranges with one request. An element is its handle, length and place, 16 bytes, in both directions.</summary>
internal static class ReadVectorRequest
{
    public const int ElementBytes = 16;

    public static Request Of(FileHandle handle, IReadOnlyList<ByteRead> reads)
    {
        byte[] elements = new byte[reads.Count * ElementBytes];
        for (int i = 0; i < reads.Count; i++)
        {
            Span<byte> element = elements.AsSpan(i * ElementBytes, ElementBytes);
            handle.Write(element);
            BinaryPrimitives.WriteInt32BigEndian(element[4..], reads[i].Destination.Length);
            BinaryPrimitives.WriteInt64BigEndian(element[8..], reads[i].Offset);
        }
        return new Request(RequestCode.ReadVector, [], elements);
    }

    /// <summary>What an answered element says of itself; proxies may number handles anew.</summary>
    public static (int Length, long Offset) ParseElement(ReadOnlySpan<byte> element) =>
        (BinaryPrimitives.ReadInt32BigEndian(element[4..]), BinaryPrimitives.ReadInt64BigEndian(element[8..]));
}
