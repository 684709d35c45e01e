using Hep.Root.IO.Writing.Records;

namespace Hep.Root.IO.Writing.Baskets;

/// <summary>A basket that takes no more entries.</summary>
/// <param name="list">The baskets of its branch.</param>
/// <param name="bytes">A pooled array: room for the key, the data, and the table of entries if there is one.</param>
/// <param name="keyLength">Bytes of the key.</param>
/// <param name="plainBytes">Bytes of data and table.</param>
internal sealed class SealedBasket(BasketList list, byte[] bytes, int keyLength, int plainBytes)
    : SealedRecord(bytes, keyLength, plainBytes)
{
    /// <summary>Bytes of data alone.</summary>
    public required int DataBytes { get; init; }

    public required long FirstEntry { get; init; }

    public required int EntryCount { get; init; }

    /// <summary>Bytes of an entry where all have as many; else the numbers that the table of entries holds (fNevBufSize).</summary>
    public required int EntrySize { get; init; }

    public override void Place(long seek, uint date) => list.Add(this, seek, date);
}
