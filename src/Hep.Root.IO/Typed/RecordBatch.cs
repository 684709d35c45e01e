using System.ComponentModel;
using Hep.Jagged;

namespace Hep.Root.IO;

/// <summary>
/// The entries of a batch as records. <c>foreach (MuonEvent.View e in batch)</c> reads them in place, without a copy or an allocation. Who
/// receives
/// it disposes it: views, and the memory of records made from it, end there.
/// </summary>
/// <typeparam name="T">A type with <see cref="RootRecordAttribute"/>.</typeparam>
public sealed class RecordBatch<T> : IDisposable where T : IRootRecord<T>
{
    private readonly RecordColumns _columns;
    private readonly RecordReader<T> _reader;

    internal RecordBatch(EntryBatch entries, RecordBinding binding)
    {
        Entries = entries;
        _columns = new RecordColumns(binding, entries);
        _reader = T.Bind(_columns);
    }

    /// <summary>The columns behind the records, and the identity of each entry.</summary>
    public EntryBatch Entries { get; }

    /// <summary>The number of entries.</summary>
    public int EntryCount => Entries.EntryCount;

    /// <summary>An entry as a record.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The batch has fewer entries.</exception>
    public T this[int entry]
    {
        get
        {
            T record = default!;
            CopyTo(entry, new Span<T>(ref record));
            return record;
        }
    }

    /// <summary>Consecutive entries as records.</summary>
    /// <param name="first">The first one's place in the batch.</param>
    /// <param name="records">Where they go; its length is their number.</param>
    /// <exception cref="ArgumentOutOfRangeException">The batch has fewer entries.</exception>
    public void CopyTo(int first, Span<T> records)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)first, (uint)EntryCount, nameof(first));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(records.Length, EntryCount - first, nameof(records));
        Reader.Read(first, records);
    }

    /// <summary>All entries as records.</summary>
    public T[] ToArray()
    {
        T[] records = new T[EntryCount];
        CopyTo(0, records);
        return records;
    }

    /// <summary>What generated code reads by.</summary>
    /// <exception cref="ObjectDisposedException">The batch was disposed.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public RecordReader<T> Reader
    {
        get
        {
            _ = Entries.Identities;   // throws once disposed
            return _reader;
        }
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose() => Entries.Dispose();

    /// <summary>Gives back what records that were made of this batch do not refer to.</summary>
    internal void Release()
    {
        _columns.Keep();
        Dispose();
    }
}
