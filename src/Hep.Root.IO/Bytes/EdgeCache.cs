namespace Hep.Root.IO.Bytes;

/// <summary>
/// Keeps both ends of a remote file, which hold what opening it needs (the header, keys, class layouts, the trees' metadata), from one
/// request instead of one for each of them.
/// </summary>
internal sealed class EdgeCache(IByteSource source) : IByteSource
{
    // ROOT closes files with their metadata; uproot, which knows all branches before, puts them in front.
    private const int HeadBytes = 160 << 10, TailBytes = 96 << 10;

    private readonly SemaphoreSlim _filling = new(1, 1);
    private byte[]? _head, _tail;

    public string Location => source.Location;

    public long Length => source.Length;

    public int BytesAhead => source.BytesAhead;

    private long TailStart => Length - _tail!.Length;

    public async ValueTask ReadAsync(IReadOnlyList<ByteRead> reads, CancellationToken cancellationToken = default)
    {
        // Opening reads one range after the other; many at once are the baskets of a batch.
        if (reads is not [var read])
        {
            await source.ReadAsync(reads, cancellationToken).ConfigureAwait(false);
            return;
        }
        SourceRange.Check(this, read);
        if (Volatile.Read(ref _tail) is null) await FillAsync(cancellationToken).ConfigureAwait(false);
        if (TryCopy(read)) return;
        await source.ReadAsync(reads, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        _filling.Dispose();
        await source.DisposeAsync().ConfigureAwait(false);
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        await _filling.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_tail is not null) return;
            byte[] head = GC.AllocateUninitializedArray<byte>((int)Math.Min(HeadBytes, Length));
            byte[] tail = GC.AllocateUninitializedArray<byte>((int)Math.Min(TailBytes, Length - head.Length));
            ByteRead[] ends = [new ByteRead(0, head), new ByteRead(Length - tail.Length, tail)];
            await source.ReadAsync(ends, cancellationToken).ConfigureAwait(false);
            _head = head;
            Volatile.Write(ref _tail, tail);
        }
        finally
        {
            _filling.Release();
        }
    }

    private bool TryCopy(ByteRead read)
    {
        Span<byte> to = read.Destination.Span;
        long start = TailStart;
        if (read.Offset + to.Length <= _head!.Length) _head.AsSpan((int)read.Offset, to.Length).CopyTo(to);
        else if (read.Offset >= start) _tail.AsSpan((int)(read.Offset - start), to.Length).CopyTo(to);
        else if (start == _head.Length)                 // a small file, over the seam
        {
            int first = (int)(start - read.Offset);
            _head.AsSpan((int)read.Offset).CopyTo(to);
            _tail.AsSpan(0, to.Length - first).CopyTo(to[first..]);
        }
        else return false;
        return true;
    }
}
