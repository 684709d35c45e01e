using Hep.Root.IO.Writing.Files;

namespace Hep.Root.IO.Writing.Records;

/// <summary>
/// Takes sealed records to the file in the order in which they come: compressed by the caller, or beside it by as many threads as there are
/// to be. Of a stream that comes faster than they are the caller waits, so that memory is bounded.
/// </summary>
internal sealed class RecordQueue(OutputFile file, RootCompression compression, int threads, Func<uint> now) : IAsyncDisposable
{
    // One call of the system writes about so much.
    private const int WriteBytes = 1 << 20;

    // What the threads may be given beforehand, where records are small: they have enough to do while one call writes.
    private const int AheadBytes = 4 * WriteBytes;

    private readonly Queue<(SealedRecord Record, int PlainBytes, Task Work)> _inWork = new();
    private readonly List<SealedRecord> _ready = [];
    // What is not compressed is a copy and a checksum, which is less than handing it over.
    private readonly TaskFactory? _workers = threads == 1 || compression == RootCompression.None ? null
        : new TaskFactory(new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default, threads).ConcurrentScheduler);
    private long _inWorkBytes, _readyBytes;

    /// <summary>Bytes of all records that were taken, before compression: the same for any number of threads.</summary>
    public long PlainBytes { get; private set; }

    private bool IsFull => _inWork.Count > 2 * threads && _inWorkBytes > AheadBytes;

    /// <summary>Takes over a record.</summary>
    public async ValueTask AddAsync(SealedRecord record, CancellationToken cancellationToken)
    {
        int plainBytes = record.RecordBytes;
        PlainBytes += plainBytes;
        if (_workers is null)
        {
            record.Compress(compression);
            Ready(record);
        }
        else
        {
            Task work = _workers.StartNew(() => record.Compress(compression), CancellationToken.None);
            _inWork.Enqueue((record, plainBytes, work));
            _inWorkBytes += plainBytes;
            while (IsFull || (_inWork.TryPeek(out var first) && first.Work.IsCompleted)) await TakeFirstAsync().ConfigureAwait(false);
        }
        if (_readyBytes >= WriteBytes) await WriteReadyAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes all that was taken.</summary>
    public async ValueTask DrainAsync(CancellationToken cancellationToken)
    {
        while (_inWork.Count > 0) await TakeFirstAsync().ConfigureAwait(false);
        await WriteReadyAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Drops what is not written, once nobody works on it.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach ((SealedRecord record, _, Task work) in _inWork)
        {
            await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            record.Dispose();
        }
        foreach (SealedRecord record in _ready) record.Dispose();
        _inWork.Clear();
        _ready.Clear();
    }

    private async ValueTask TakeFirstAsync()
    {
        (SealedRecord record, int plainBytes, Task work) = _inWork.Peek();
        await work.ConfigureAwait(false);
        _inWork.Dequeue();
        _inWorkBytes -= plainBytes;
        Ready(record);
    }

    private void Ready(SealedRecord record)
    {
        _ready.Add(record);
        _readyBytes += record.RecordBytes;
    }

    private async ValueTask WriteReadyAsync(CancellationToken cancellationToken)
    {
        if (_ready.Count == 0) return;
        await file.Gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            long start = file.Take(_readyBytes), seek = start;
            uint date = now();
            ReadOnlyMemory<byte>[] records = new ReadOnlyMemory<byte>[_ready.Count];
            for (int i = 0; i < records.Length; i++)
            {
                _ready[i].Place(seek, date);
                records[i] = _ready[i].Record;
                seek += _ready[i].RecordBytes;
            }
            await file.WriteAsync(records, start, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            file.Gate.Release();
        }
        foreach (SealedRecord record in _ready) record.Dispose();
        _ready.Clear();
        _readyBytes = 0;
    }
}
