using Hep.Root.IO.Serialization;
using Hep.Root.IO.Trees.Reading;

namespace Hep.Root.IO.Trees.TTree;

/// <summary>Which entries a basket holds, and where it lies.</summary>
/// <param name="Index">Its place among the branch's baskets.</param>
/// <param name="FirstEntry">Its first entry.</param>
/// <param name="EntryCount">Its entries.</param>
/// <param name="Seek">The record's place in the file; 0 where the basket is embedded, or lost.</param>
/// <param name="RecordBytes">The record's size on disk.</param>
/// <param name="Embedded">The basket itself, where it lies in the tree's record.</param>
internal sealed record BasketPlace(int Index, long FirstEntry, int EntryCount, long Seek, int RecordBytes, EmbeddedBasket? Embedded)
    : RecordPlace(FirstEntry, Seek, RecordBytes)
{
    public long EndEntry => FirstEntry + EntryCount;

    public override long StoredBytes => Embedded?.Data.Length ?? RecordBytes;
}
