using Hep.Root.IO.Writing.Files;
using Hep.Root.IO.Writing.Objects;

namespace Hep.Root.IO.Writing.Baskets;

/// <summary>The key of a branch's baskets (TBasket): a record's key, and five members of the basket's own that are counted to it.</summary>
/// <param name="branch">The branch's name.</param>
/// <param name="tree">The tree's name.</param>
/// <param name="directorySeek">The directory of the tree.</param>
internal sealed class BasketKey(string branch, string tree, long directorySeek)
{
    private const int Version = 3, MemberBytes = 2 + 4 + 4 + 4 + 4 + 1;

    private const string ClassName = "TBasket";

    /// <summary>Bytes of the key. Its places are wide wherever it lies, as in all files since ROOT 4.</summary>
    public int Length { get; } = LengthOf(branch, tree);

    /// <summary>Writes the key of a basket into the first bytes of its record.</summary>
    public void Write(Span<byte> record, SealedBasket basket, int index, long seek, uint date)
    {
        ObjectBuffer buffer = new(0);
        RecordKey key = new()
        {
            ClassName = ClassName,
            Name = branch,
            Title = tree,
            Cycle = (ushort)index,                          // a number of two bytes that nobody reads
            Seek = seek,
            ParentSeek = directorySeek,
            IsBig = true,
            PlainBytes = basket.PlainBytes,
            StoredBytes = basket.RecordBytes - Length,
            Date = date,
        };
        key.Write(buffer, MemberBytes);
        int last = Length + basket.DataBytes;
        buffer.Write((ushort)Version);
        buffer.Write(last);                                 // fBufferSize
        buffer.Write(basket.EntrySize);
        buffer.Write(basket.EntryCount);
        buffer.Write(last);
        buffer.Write((byte)0);                              // a header without a buffer behind it
        buffer.Written.CopyTo(record);
    }

    private static int LengthOf(string branch, string tree)
    {
        RecordKey.CheckLength(ClassName, branch, tree);
        return RecordKey.LengthOf(ClassName, branch, tree, isBig: true) + MemberBytes;
    }
}
