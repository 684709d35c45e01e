using Hep.Jagged;

namespace Hep.Root.IO.Friends;

/// <summary>
/// Entries of a tree in any order: it is read in blocks, one after the other where that is what is asked for, and the last blocks are
/// remembered.
/// </summary>
internal sealed class FriendRows(RootTree tree, IReadOnlyList<string> columns, ReadOptions options, CancellationToken cancellationToken)
    : IAsyncDisposable
{
    private const long MaxHeldBytes = 256L << 20;

    private readonly Dictionary<long, EntryBatch> _blocks = [];
    private readonly LinkedList<long> _order = [];
    private long _heldBytes;
    private IAsyncEnumerator<EntryBatch>? _stream;
    private long _streamed;

    /// <summary>The entries at these places, in this order.</summary>
    public async ValueTask<EntryBatch> ReadAsync(long[] places)
    {
        if (places.Length > 0 && places[^1] - places[0] == places.Length - 1 && BlockOf(places[0]) == BlockOf(places[^1]) && IsRun(places))
            return (await GetAsync(BlockOf(places[0])).ConfigureAwait(false)).Slice((int)(places[0] % options.BatchSize), places.Length);
        int[] order = new int[places.Length];
        for (int i = 0; i < order.Length; i++) order[i] = i;
        Array.Sort((long[])places.Clone(), order);
        List<EntryBatch> parts = [];
        try
        {
            for (int from = 0, to; from < order.Length; from = to)
            {
                long block = BlockOf(places[order[from]]);
                for (to = from; to < order.Length && BlockOf(places[order[to]]) == block;) to++;
                int[] local = Array.ConvertAll(order[from..to], row => (int)(places[row] % options.BatchSize));
                parts.Add((await GetAsync(block).ConfigureAwait(false)).Take(local));
            }
            using EntryBatch sorted = EntryBatch.Concat(parts);
            int[] position = new int[order.Length];
            for (int i = 0; i < order.Length; i++) position[order[i]] = i;
            return sorted.Take(position);
        }
        finally
        {
            foreach (EntryBatch part in parts) part.Dispose();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (EntryBatch block in _blocks.Values) block.Dispose();
        _blocks.Clear();
        if (_stream is not null) await _stream.DisposeAsync().ConfigureAwait(false);
    }

    private long BlockOf(long entry) => entry / options.BatchSize;

    private static bool IsRun(long[] places)
    {
        for (int i = 1; i < places.Length; i++)
            if (places[i] != places[i - 1] + 1) return false;
        return true;
    }

    private async ValueTask<EntryBatch> GetAsync(long block)
    {
        if (_blocks.TryGetValue(block, out EntryBatch? known))
        {
            _order.Remove(block);
            _order.AddLast(block);
            return known;
        }
        EntryBatch read = await ReadBlockAsync(block * options.BatchSize).ConfigureAwait(false);
        _blocks.Add(block, read);
        _order.AddLast(block);
        _heldBytes += BytesOf(read);
        while (_heldBytes > MaxHeldBytes && _order.Count > 1) Forget(_order.First!.Value);
        return read;
    }

    private void Forget(long block)
    {
        _order.RemoveFirst();
        _blocks.Remove(block, out EntryBatch? old);
        _heldBytes -= BytesOf(old!);
        old!.Dispose();
    }

    // A batch may be shorter than asked for, where its bytes are bounded: a block is then several of them.
    private async ValueTask<EntryBatch> ReadBlockAsync(long first)
    {
        long end = Math.Min(first + options.BatchSize, tree.CommonEntries);
        if (_stream is null || _streamed != first)
        {
            if (_stream is not null) await _stream.DisposeAsync().ConfigureAwait(false);
            ReadOptions rest = options with { FirstEntry = first, EndEntry = null };
            _stream = tree.ReadBatchesAsync(columns, rest, cancellationToken).GetAsyncEnumerator(cancellationToken);
            _streamed = first;
        }
        List<EntryBatch> parts = [];
        try
        {
            while (_streamed < end && await _stream.MoveNextAsync().ConfigureAwait(false))
            {
                parts.Add(_stream.Current);
                _streamed += _stream.Current.EntryCount;
            }
            if (_streamed < end) throw new RootException($"Friend '{tree.Path}' ends at entry {_streamed} of {end}.")
                { File = tree.Source.Location, Object = tree.Path };
            using EntryBatch joined = EntryBatch.Concat(parts);
            return joined.Slice(0, (int)(end - first));
        }
        finally
        {
            foreach (EntryBatch part in parts) part.Dispose();
        }
    }

    private static long BytesOf(EntryBatch batch) =>
        batch.Columns.Sum(c => (long)c.ValueCount * c.Type.Width + 4L * c.Schema.OffsetLevels * c.EntryCount);
}
