using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Hep.Root.IO.Writing.Baskets;

/// <summary>
/// A basket that is being filled: bytes of entries behind room for its key, and where each entry begins if they differ in length.
/// </summary>
/// <param name="list">The baskets of its branch that are in the file.</param>
/// <param name="keyLength">Bytes of the key.</param>
/// <param name="entrySize">Bytes of each entry; 0 where they differ.</param>
internal sealed class OpenBasket(BasketList list, int keyLength, int entrySize) : IDisposable
{
    // What fits into an int with the table behind it, and into ROOT's buffers.
    private const int MaxBytes = 1 << 30;

    // A record that was larger by far says nothing of the next.
    private const int MaxKept = 1 << 20;

    private byte[] _bytes = [];
    private int[] _starts = [];
    private int _usualBytes;                                // of the record before: the next one becomes as large

    /// <summary>Bytes of data so far.</summary>
    public int DataBytes { get; private set; }

    public int EntryCount { get; private set; }

    public long FirstEntry { get; private set; }

    public bool IsEmpty => EntryCount == 0;

    /// <summary>Bytes of data and table so far.</summary>
    public long PlainBytes => DataBytes + (entrySize != 0 ? 0 : 4L * EntryCount);

    /// <summary>Where the next byte comes to lie, from the start of the record: so entries are placed (TBasket::fEntryOffset).</summary>
    public int Here => keyLength + DataBytes;

    /// <summary>Counts entries of one length, and gives the memory that their bytes go to.</summary>
    public Span<byte> Take(int entries)
    {
        EntryCount += entries;
        return TakeBytes((long)entries * entrySize);
    }

    /// <summary>Counts entries that differ in length, and gives the memory that tells where each begins.</summary>
    public Span<int> TakeStarts(int entries)
    {
        if (_starts.Length < EntryCount + entries) Grow(ref _starts, EntryCount, EntryCount + entries);
        EntryCount += entries;
        return _starts.AsSpan(EntryCount - entries, entries);
    }

    /// <summary>Gives the memory for the next bytes.</summary>
    /// <exception cref="RootException">The basket would be too large.</exception>
    public Span<byte> TakeBytes(long count)
    {
        long wanted = Here + count;
        if (wanted > MaxBytes)
            throw new RootException($"An entry of {count} bytes does not fit into a basket: ROOT's buffers end at 1 GiB.");
        if (wanted > _bytes.Length) Grow(ref _bytes, Here, Math.Max((int)wanted, _usualBytes));
        Span<byte> taken = _bytes.AsSpan(Here, (int)count);
        DataBytes += (int)count;
        return taken;
    }

    /// <summary>Bytes that were taken before.</summary>
    /// <param name="place">Where they lie, as <see cref="Here"/> counts.</param>
    /// <param name="count">How many.</param>
    public Span<byte> Written(int place, int count) => _bytes.AsSpan(place, count);

    /// <summary>Closes the basket; a new one begins.</summary>
    public SealedBasket Seal()
    {
        int tableBytes = entrySize != 0 ? 0 : checked(4 + 4 * (EntryCount + 1));
        int data = DataBytes, plain = checked(data + tableBytes);
        if (tableBytes > 0) WriteTable(TakeBytes(tableBytes));
        SealedBasket basket = new(list, _bytes, keyLength, plain)
        {
            DataBytes = data,
            FirstEntry = FirstEntry,
            EntryCount = EntryCount,
            EntrySize = entrySize != 0 ? entrySize : EntryCount + 1,
        };
        (_bytes, _usualBytes) = ([], Math.Min(Here, MaxKept));
        (FirstEntry, EntryCount, DataBytes) = (FirstEntry + EntryCount, 0, 0);
        return basket;
    }

    public void Dispose()
    {
        if (_bytes.Length > 0) ArrayPool<byte>.Shared.Return(_bytes);
        if (_starts.Length > 0) ArrayPool<int>.Shared.Return(_starts);
        (_bytes, _starts) = ([], []);
    }

    // A count, where each entry begins, and a last place that ROOT leaves 0.
    private void WriteTable(Span<byte> table)
    {
        BinaryPrimitives.WriteInt32BigEndian(table, EntryCount + 1);
        BinaryPrimitives.ReverseEndianness(_starts.AsSpan(0, EntryCount), MemoryMarshal.Cast<byte, int>(table[4..]));
        table[^4..].Clear();
    }

    private static void Grow<T>(ref T[] array, int used, int wanted)
    {
        T[] larger = ArrayPool<T>.Shared.Rent(Math.Max(wanted, 2 * used));
        array.AsSpan(0, Math.Min(used, array.Length)).CopyTo(larger);   // an empty one has no room for the key yet
        if (array.Length > 0) ArrayPool<T>.Shared.Return(array);
        array = larger;
    }
}
