using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using Hep.Root.IO.Writing.Objects;
using Hep.Root.IO.Writing.Records;

namespace Hep.Root.IO.Writing.NTuple;

/// <summary>A page that takes no more elements: a record of its own (RBlob), behind whose bytes stands their checksum.</summary>
/// <param name="elements">A pooled array: room for the key, and the elements as they lie in memory.</param>
/// <param name="type">What they are.</param>
/// <param name="place">What tells the list of pages of it.</param>
internal sealed class SealedPage(byte[] elements, PageType type, WrittenPage place)
    : SealedRecord(elements, BlobKey.Length, place.ElementCount * type.Width)
{
    private const int ChecksumBytes = 8;

    protected override int TailBytes => ChecksumBytes;

    public override void Compress(RootCompression compression)
    {
        int plain = type.PageBytes(place.ElementCount);
        byte[] page = ArrayPool<byte>.Shared.Rent(KeyLength + plain + ChecksumBytes);
        PageEncoding.Encode(type, Payload.Span, page.AsSpan(KeyLength, plain), isSplit: compression != RootCompression.None);
        Replace(page, plain);
        base.Compress(compression);
        place.StoredBytes = Payload.Length;
        ulong checksum = XxHash3.HashToUInt64(Payload.Span);
        BinaryPrimitives.WriteUInt64LittleEndian(TakeTail(), checksum);
    }

    public override void Place(long seek, uint date)
    {
        place.Offset = seek + KeyLength;
        ObjectBuffer buffer = new(0);
        BlobKey.Of(seek, PlainBytes, RecordBytes - KeyLength, date).Write(buffer);
        buffer.Written.CopyTo(Record.Span);
    }
}
