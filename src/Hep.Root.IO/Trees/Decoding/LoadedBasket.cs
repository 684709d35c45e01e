using System.Buffers.Binary;
using System.Numerics.Tensors;
using Hep.Jagged;

namespace Hep.Root.IO.Trees.Decoding;

/// <summary>
/// The plain bytes of a basket, and where each entry begins in them. It can be filled again and again: its memory stays, and with it stays
/// in the processor's cache.
/// </summary>
internal sealed class LoadedBasket : IDisposable
{
    private SharedMemory<byte>? _memory;
    private SharedMemory<int>? _starts;
    private ReadOnlyMemory<byte> _data;
    private ReadOnlyMemory<byte> _table;
    private bool _hasStarts;

    /// <summary>The branch's entry that comes first here.</summary>
    public long FirstEntry { get; private set; }

    /// <summary>Its entries.</summary>
    public int EntryCount { get; private set; }

    public long EndEntry => FirstEntry + EntryCount;

    /// <summary>What the file calls the basket, for messages.</summary>
    public BasketLabel Label { get; private set; }

    /// <summary>
    /// Bytes of the record before the data, of its key and of entries that are not here: references inside entries count from its start.
    /// </summary>
    public int DataStart { get; private set; }

    /// <summary>Bytes of each entry where there are no offsets.</summary>
    public int EntryBytes { get; private set; }

    /// <summary>Whether entries have offsets, and with them lengths of their own.</summary>
    public bool HasOffsets { get; private set; }

    /// <summary>Whether the offsets have to be made from the counter's values before entries can be told apart.</summary>
    public bool NeedsOffsets { get; set; }

    /// <summary>Bytes of data.</summary>
    public int DataBytes => _data.Length;

    public ReadOnlySpan<byte> Data => _data.Span;

    /// <summary>
    /// The table of offsets as it is stored, one number for each entry; empty where it is decoded already, or there is none.
    /// </summary>
    public ReadOnlySpan<byte> StoredOffsets => _table.Span;

    /// <summary>The starts of all entries and the end of the data: entries + 1 ascending numbers; none without offsets.</summary>
    /// <exception cref="RootException">The stored ones do not ascend inside the data.</exception>
    public ReadOnlySpan<int> Offsets
    {
        get
        {
            if (!HasOffsets) return [];
            if (!_hasStarts) DecodeOffsets();
            return _starts!.Span[..(EntryCount + 1)];
        }
    }

    /// <summary>Where an entry begins in the data; for the entry behind the last one, where the data end.</summary>
    public int StartOf(int entry) => HasOffsets ? Offsets[entry] : entry * EntryBytes;

    /// <summary>The bytes of consecutive entries.</summary>
    public ReadOnlySpan<byte> Entries(int first, int count)
    {
        int start = StartOf(first);
        return Data[start..StartOf(first + count)];
    }

    /// <summary>The same for a part of the basket, of whose table no more is needed than the two ends.</summary>
    public ReadOnlySpan<byte> Part(int first, int count)
    {
        (int start, int end) = (EdgeAt(first), EdgeAt(first + count));
        return start <= end ? Data[start..end] : Entries(first, count);         // which tells what is wrong
    }

    /// <summary>Bytes of the entries from one on, with their table where it is still as it was stored.</summary>
    public int BytesFrom(int first) => DataBytes - EdgeAt(first) + TableFrom(first).Length;

    /// <summary>Takes the entries of another basket from one on, in memory of its own.</summary>
    public void TakeFrom(LoadedBasket basket, int first)
    {
        (int start, int bytes) = (basket.EdgeAt(first), basket.BytesFrom(first));
        Begin(basket.Label, basket.FirstEntry + first, basket.EntryCount - first, basket.DataStart + start);
        Memory<byte> memory = Rent(bytes, bytes);
        basket._data[start..].CopyTo(memory);
        SetData(memory[..(basket.DataBytes - start)], basket.EntryBytes);
        HasOffsets = basket.HasOffsets;
        if (basket._hasStarts)
        {
            TensorPrimitives.Subtract(basket.Offsets[first..], start, NewStarts());
            _hasStarts = true;
        }
        else
        {
            ReadOnlyMemory<byte> table = basket.TableFrom(first);
            table.CopyTo(memory[DataBytes..]);
            _table = memory.Slice(DataBytes, table.Length);
        }
    }

    /// <summary>Begins anew with another basket, whose data come next.</summary>
    public void Begin(BasketLabel label, long firstEntry, int entryCount, int dataStart)
    {
        Label = label;
        FirstEntry = firstEntry;
        EntryCount = entryCount;
        DataStart = dataStart;
        EntryBytes = 0;
        HasOffsets = NeedsOffsets = _hasStarts = false;
        _data = _table = default;
    }

    /// <summary>Memory for the plain payload; what it holds counts as data once <see cref="SetData"/> says so.</summary>
    public Memory<byte> Rent(int bytes) => Rent(bytes, Roomy(bytes));

    /// <summary>Takes the data; those of the caller have to outlive the basket's use.</summary>
    /// <param name="data">The entries' bytes, without offsets.</param>
    /// <param name="entryBytes">Bytes of each entry, where all have the same.</param>
    public void SetData(ReadOnlyMemory<byte> data, int entryBytes)
    {
        _data = data;
        EntryBytes = entryBytes;
    }

    /// <summary>
    /// Takes the table of offsets that is stored behind the data; like them it has to outlive the basket's use. Its entries count from the
    /// start of the key (uproot reads them so too), and its last one, 0 or stale, says nothing: there the data end.
    /// </summary>
    public void SetStoredOffsets(ReadOnlyMemory<byte> table)
    {
        _table = table[..(EntryCount * sizeof(int))];
        HasOffsets = true;
    }

    /// <summary>Takes the offsets of an embedded basket, which count alike.</summary>
    public void SetEmbeddedOffsets(ReadOnlySpan<int> table)
    {
        HasOffsets = true;
        Take(EntryOffsets.Rebase(table, NewStarts(), DataStart, DataBytes));
    }

    /// <summary>
    /// Makes the offsets from the number of elements of each entry: the writer left them out (ROOT's I/O feature kGenerateOffsetMap).
    /// </summary>
    public void SetCounts(ReadOnlySpan<int> counts, int elementBytes)
    {
        Span<int> starts = NewStarts();
        long at = 0;
        for (int entry = 0; entry < EntryCount; entry++)
        {
            starts[entry] = (int)at;
            at += (long)counts[entry] * elementBytes;
            if (counts[entry] < 0 || at > DataBytes)
                throw new RootException($"The counter says {counts[entry]} elements in entry {entry} of the basket, "
                    + $"{DataBytes - starts[entry]} bytes are left.");
        }
        if (at != DataBytes) throw new RootException($"{DataBytes} bytes of data, the counter asks for {at}.");
        starts[EntryCount] = DataBytes;
        HasOffsets = _hasStarts = true;
    }

    /// <summary>Gives its memory back; it can be filled again.</summary>
    public void Dispose()
    {
        _memory?.Dispose();
        _starts?.Dispose();
        (_memory, _starts) = (null, null);
    }

    // Where an entry begins; of a table that is still as it was stored, this one number is read and held inside the data.
    private int EdgeAt(int entry)
    {
        if (_hasStarts || _table.IsEmpty || entry == EntryCount) return StartOf(entry);
        int start = BinaryPrimitives.ReadInt32BigEndian(_table.Span[(entry * sizeof(int))..]) - DataStart;
        return start >= 0 && start <= DataBytes ? start : StartOf(entry);       // which tells what is wrong
    }

    private ReadOnlyMemory<byte> TableFrom(int entry) => _table.IsEmpty ? _table : _table[(entry * sizeof(int))..];

    private Memory<byte> Rent(int bytes, int capacity)
    {
        if (_memory is null || _memory.Length < bytes)
        {
            _memory?.Dispose();
            _memory = SharedMemory<byte>.Rent(capacity);
        }
        return _memory.Memory[..bytes];
    }

    private Span<int> NewStarts()
    {
        if (_starts is null || _starts.Length <= EntryCount)
        {
            _starts?.Dispose();
            _starts = SharedMemory<int>.Rent(Roomy(EntryCount + 1));
        }
        return _starts.Span[..(EntryCount + 1)];
    }

    private void DecodeOffsets()
    {
        Take(EntryOffsets.Decode(_table.Span, NewStarts(), DataStart, DataBytes));
        _table = default;
    }

    private void Take(int wrong)
    {
        ReadOnlySpan<int> starts = _starts!.Span;
        if (wrong >= 0)
            throw new RootException($"Entry {FirstEntry + wrong} of the branch, {Label}, begins at {(long)starts[wrong] + DataStart}, "
                + $"between {DataStart + (wrong == 0 ? 0 : starts[wrong - 1])} and {DataStart + DataBytes} expected.")
            { Offset = Label.Seek };
        _hasStarts = true;
    }

    // The next basket is seldom just as large.
    private static int Roomy(int needed) => (int)Math.Min(needed + needed / 4L, Array.MaxLength);
}
