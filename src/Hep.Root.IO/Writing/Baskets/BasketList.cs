namespace Hep.Root.IO.Writing.Baskets;

/// <summary>The baskets of one branch that are in the file: where each lies, how long it is, and with which entry it begins.</summary>
internal sealed class BasketList(BasketKey key)
{
    private readonly List<int> _bytes = [];
    private readonly List<long> _entries = [];
    private readonly List<long> _seeks = [];

    public int Count => _bytes.Count;

    /// <summary>Bytes of the record of each.</summary>
    public IReadOnlyList<int> Bytes => _bytes;

    /// <summary>The first entry of each.</summary>
    public IReadOnlyList<long> FirstEntries => _entries;

    public IReadOnlyList<long> Seeks => _seeks;

    /// <summary>Entries of all of them.</summary>
    public long EntryCount { get; private set; }

    /// <summary>Bytes of keys and payloads before compression (fTotBytes).</summary>
    public long PlainBytes { get; private set; }

    /// <summary>Bytes of all records (fZipBytes).</summary>
    public long StoredBytes { get; private set; }

    /// <summary>Gives a basket its place, and writes its key.</summary>
    public void Add(SealedBasket basket, long seek, uint date)
    {
        key.Write(basket.Record.Span, basket, Count, seek, date);
        Place(Add(basket.FirstEntry, basket.EntryCount, basket.RecordBytes), seek, basket.KeyLength + basket.PlainBytes);
    }

    /// <summary>Lists a basket before its place is known.</summary>
    /// <returns>Its number.</returns>
    public int Add(long firstEntry, int entryCount, int recordBytes)
    {
        _bytes.Add(recordBytes);
        _entries.Add(firstEntry);
        _seeks.Add(0);
        EntryCount += entryCount;
        StoredBytes += recordBytes;
        return Count - 1;
    }

    /// <summary>Gives a basket that is listed its place.</summary>
    /// <param name="basket">Its number.</param>
    /// <param name="seek">The place.</param>
    /// <param name="plainBytes">Bytes of its key, and of its payload before compression.</param>
    public void Place(int basket, long seek, long plainBytes)
    {
        _seeks[basket] = seek;
        PlainBytes += plainBytes;
    }
}
