using Hep.Root.IO.Writing.NTuple;
using Hep.Root.IO.Writing.Objects;
using Hep.Root.IO.Writing.Records;

namespace Hep.Root.IO.Merging.Pages;

/// <summary>Pages as another file had them, with their checksums: one record (RBlob), whose payload is stored as it is.</summary>
/// <param name="bytes">A pooled array: room for the key, and the pages.</param>
/// <param name="length">Bytes of the pages.</param>
/// <param name="pages">What lists of pages tell of each: several where columns share one.</param>
internal sealed class CopiedPages(byte[] bytes, int length, IReadOnlyList<(int Offset, IReadOnlyList<WrittenPage> Places)> pages)
    : SealedRecord(bytes, BlobKey.Length, length)
{
    /// <summary>They stay as they are.</summary>
    public override void Compress(RootCompression compression) { }

    public override void Place(long seek, uint date)
    {
        foreach ((int offset, IReadOnlyList<WrittenPage> places) in pages)
            foreach (WrittenPage place in places) place.Offset = seek + KeyLength + offset;
        ObjectBuffer buffer = new(0);
        BlobKey.Of(seek, PlainBytes, PlainBytes, date).Write(buffer);
        buffer.Written.CopyTo(Record.Span);
    }
}
