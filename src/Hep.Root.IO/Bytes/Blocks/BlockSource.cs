using CommunityToolkit.HighPerformance.Buffers;

namespace Hep.Root.IO.Bytes;

/// <summary>
/// A remote file whose blocks are kept on the disk: those that are not there are fetched with one request, and several calls do not fetch
/// the same block.
/// </summary>
/// <param name="source">The file.</param>
/// <param name="key">Which version of which file it is.</param>
/// <param name="cache">Keeps blocks.</param>
internal sealed class BlockSource(IByteSource source, BlockKey key, BlockCache cache) : IByteSource
{
    // So much is one piece for the clients of servers as well.
    private const int MostOfRun = (4 << 20) / BlockFormat.BlockBytes;

    private readonly Lock _gate = new();
    private readonly Dictionary<long, Task> _coming = [];

    public string Location => source.Location;

    public long Length => source.Length;

    public int BytesAhead => source.BytesAhead;

    public async ValueTask ReadAsync(IReadOnlyList<ByteRead> reads, CancellationToken cancellationToken = default)
    {
        foreach (ByteRead read in reads) SourceRange.Check(this, read);
        BlockPieces wanted = new(reads);
        List<long> missing = ReadKept(wanted.Blocks, wanted, cancellationToken);
        while (missing.Count > 0)
        {
            TaskCompletionSource arrival = new(TaskCreationOptions.RunContinuationsAsynchronously);
            (List<long> mine, List<long> others, Task[] coming) = Claim(missing, arrival.Task);
            try
            {
                // Before the others are waited for: they may wait for these.
                if (mine.Count > 0) await FetchAsync(mine, wanted, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                Release(mine);
                arrival.SetResult();
            }
            await Task.WhenAll(coming).WaitAsync(cancellationToken).ConfigureAwait(false);
            missing = ReadKept(others, wanted, cancellationToken);              // what others could not keep, or fetch, is left
        }
    }

    public ValueTask DisposeAsync() => source.DisposeAsync();

    /// <summary>The blocks that are not on the disk.</summary>
    private List<long> ReadKept(IEnumerable<long> blocks, BlockPieces wanted, CancellationToken cancellationToken)
    {
        List<long> missing = [];
        using SpanOwner<byte> buffer = SpanOwner<byte>.Allocate(BlockFormat.BlockBytes);
        foreach (long block in blocks)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Span<byte> bytes = buffer.Span[..BlockFormat.BytesOf(key, block)];
            if (cache.TryRead(key, block, bytes)) cache.CountKept(wanted.Copy(block, bytes));
            else missing.Add(block);
        }
        return missing;
    }

    private (List<long> Mine, List<long> Others, Task[] Coming) Claim(List<long> missing, Task arrival)
    {
        List<long> mine = [], others = [];
        HashSet<Task> coming = [];
        lock (_gate)
            foreach (long block in missing)
            {
                if (_coming.TryAdd(block, arrival)) mine.Add(block);
                else
                {
                    others.Add(block);
                    coming.Add(_coming[block]);
                }
            }
        return (mine, others, [.. coming]);
    }

    private void Release(List<long> mine)
    {
        lock (_gate)
            foreach (long block in mine) _coming.Remove(block);
    }

    private async Task FetchAsync(List<long> blocks, BlockPieces wanted, CancellationToken cancellationToken)
    {
        List<MemoryOwner<byte>> owners = [];
        List<ByteRead> reads = [];
        List<(long Block, ReadOnlyMemory<byte> Bytes)> fetched = new(blocks.Count);
        try
        {
            for (int first = 0, next; first < blocks.Count; first = next)
            {
                for (next = first + 1; next < blocks.Count && next - first < MostOfRun && blocks[next] == blocks[next - 1] + 1;) next++;
                long offset = blocks[first] * BlockFormat.BlockBytes;
                int length = (next - first - 1) * BlockFormat.BlockBytes + BlockFormat.BytesOf(key, blocks[next - 1]);
                MemoryOwner<byte> run = MemoryOwner<byte>.Allocate(length);
                owners.Add(run);
                reads.Add(new ByteRead(offset, run.Memory));
                for (int i = first; i < next; i++)
                    fetched.Add((blocks[i],
                        run.Memory.Slice((i - first) * BlockFormat.BlockBytes, BlockFormat.BytesOf(key, blocks[i]))));
            }
            await source.ReadAsync(reads, cancellationToken).ConfigureAwait(false);
            foreach ((long block, ReadOnlyMemory<byte> bytes) in fetched) wanted.Copy(block, bytes.Span);
            cache.CountFetched(reads.Sum(r => (long)r.Destination.Length));
            cache.Keep(key, fetched);
        }
        finally
        {
            foreach (MemoryOwner<byte> owner in owners) owner.Dispose();
        }
    }
}
