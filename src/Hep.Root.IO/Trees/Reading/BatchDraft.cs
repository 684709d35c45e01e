using System.Diagnostics;
using Hep.Jagged;
using Hep.Root.IO.Diagnostics;
using Hep.Root.IO.Trees.Decoding;
using Microsoft.Extensions.Logging;

namespace Hep.Root.IO.Trees.Reading;

/// <summary>A batch in the making: which entries it has, and the columns that are done.</summary>
internal sealed class BatchDraft : IDisposable
{
    private readonly Schema _schema;
    private readonly Collections _collections;
    private readonly CollectionOffsets?[] _offsets;
    private readonly EntrySource _source;
    private readonly Column?[] _columns;
    private long _decodedBytes;

    /// <param name="schema">Its columns.</param>
    /// <param name="collections">Which of them are of one collection.</param>
    /// <param name="source">The tree.</param>
    /// <param name="window">The entries that it stands for, wanted or not.</param>
    /// <param name="entries">Those of them that are wanted: ascending ranges in the window.</param>
    public BatchDraft(Schema schema, Collections collections, EntrySource source, EntryRange window, EntryRange[] entries)
    {
        _schema = schema;
        _collections = collections;
        _offsets = new CollectionOffsets?[collections.Count];
        _source = source;
        _columns = new Column?[schema.Count];
        Window = window;
        Entries = entries;
        foreach (EntryRange range in entries) EntryCount += range.Count;
    }

    public EntryRange Window { get; }

    public EntryRange[] Entries { get; }

    /// <summary>The number of entries that are wanted.</summary>
    public int EntryCount { get; }

    /// <summary>Whether more batches follow: a basket that reaches beyond the window is kept for them.</summary>
    public required bool HasNext { get; init; }

    /// <summary>Whether the batch before was of another part of the tree: nothing that was kept of it is wanted.</summary>
    public bool BeginsRange { get; set; }

    /// <summary>What the batch becomes once it is complete, where it has to become something else.</summary>
    public Func<EntryBatch, EntryBatch>? Then { get; init; }

    /// <summary>Who is told of the batch; null for those that reading makes for itself.</summary>
    public ILogger? Logger { get; init; }

    /// <summary>What the reading of this batch is to a trace.</summary>
    public Activity? Activity { get; init; }

    /// <summary>What the format keeps for the batch; disposed with it.</summary>
    public BatchPieces? Pieces { get; set; }

    public Span<Column?> Columns => _columns;

    /// <summary>Counts bytes that are decoded into the batch, by several threads.</summary>
    /// <returns>All of them so far.</returns>
    public long AddDecoded(long bytes) => Interlocked.Add(ref _decodedBytes, bytes);

    /// <summary>What the columns of a collection have in common, to whichever of them asks.</summary>
    /// <param name="collection">The collection.</param>
    /// <param name="lists">Lists that there may be, as far as the file vouches for them.</param>
    public CollectionOffsets OffsetsOf(int collection, int lists) => Volatile.Read(ref _offsets[collection])
        ?? Interlocked.CompareExchange(ref _offsets[collection], new CollectionOffsets(lists), null)
        ?? _offsets[collection]!;

    /// <summary>Takes columns that were read before, for the same entries.</summary>
    public void Take(EntryBatch read)
    {
        for (int i = 0; i < _columns.Length; i++)
            if (read.Schema.TryGet(_schema[i].Name, out _)) _columns[i] = read[_schema[i].Name].Share();
    }

    /// <summary>The batch, once every part has ended.</summary>
    public EntryBatch Complete()
    {
        Pieces?.Compose(this);
        ShareOffsets();
        EntryBatch batch = new(_schema, _columns!, EntryIdentities.Of(_source, Numbers()));
        Array.Clear(_columns);
        Dispose();
        ReadingMeter.AddEntries(EntryCount);
        Logger?.BatchRead(Window.First, Window.End, _source.Tree, _source.Location);
        return Then is null ? batch : Then(batch);
    }

    /// <summary>Gives back what is not part of a batch.</summary>
    public void Dispose()
    {
        foreach (Column? column in _columns) column?.Dispose();
        Array.Clear(_columns);
        foreach (CollectionOffsets? offsets in _offsets) offsets?.Dispose();
        Pieces?.Dispose();
        Pieces = null;
        Activity?.Dispose();
    }

    private SharedMemory<long> Numbers()
    {
        SharedMemory<long> numbers = SharedMemory<long>.Rent(EntryCount);
        Span<long> rest = numbers.Span;
        foreach (EntryRange range in Entries)
        {
            for (int i = 0; i < range.Count; i++) rest[i] = range.First + i;
            rest = rest[range.Count..];
        }
        return numbers;
    }

    // Columns of one collection get one memory of offsets, so that whoever asks compares two references; most have it from decoding.
    private void ShareOffsets()
    {
        Column?[] first = new Column?[_collections.Count];
        for (int i = 0; i < _columns.Length; i++)
        {
            if (_collections.Of(i) is not { } collection) continue;
            if (first[collection] is { } column) _columns[i]!.TryShareOffsets(column);
            else first[collection] = _columns[i];
        }
    }
}
