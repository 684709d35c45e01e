using System.Collections.Concurrent;
using System.Threading.Channels;
using Hep.Jagged;
using Hep.Root.IO.Trees.Decoding;

namespace Hep.Root.IO.Trees.TTree;

/// <summary>
/// Threads that each take the next step, fetch and decode it, so that its bytes stay in the cache of one processor. Only planning is one
/// after the other, some steps ahead. Steps are small beside a batch, and those of the next batch, or file, follow: nobody waits at an end.
/// </summary>
internal sealed class ParallelDecoding : IAsyncDisposable
{
    // As long as it takes to open a file: no thread should find nothing to do meanwhile.
    private const int StepsOfAThread = 4;

    private readonly FirstFailure _failures = new();
    private readonly CancellationTokenSource _stop;
    private readonly IAsyncEnumerator<ReadStep> _steps;
    private readonly SemaphoreSlim _planning = new(1);
    private readonly Channel<Task<EntryBatch>> _batches;
    private readonly Task[] _working;
    private readonly ConcurrentQueue<StepInWork> _planned = new();
    private readonly SemaphoreSlim _available = new(0);
    private readonly int _threads, _few;
    private ReadStep? _next;
    private BatchInWork? _open;
    private int _batchCount;
    private volatile bool _isPlanned;

    public ParallelDecoding(IAsyncEnumerable<ReadStep> steps, int threads, int ahead, CancellationToken cancellationToken)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _few = StepsOfAThread * threads;
        _steps = steps.GetAsyncEnumerator(_stop.Token);
        _batches = Channel.CreateBounded<Task<EntryBatch>>(new BoundedChannelOptions(ahead) { SingleReader = true });
        _threads = threads;
        _working = [.. Enumerable.Range(0, threads).Select(_ => Task.Run(WorkAsync, CancellationToken.None))];
    }

    /// <summary>The batches in their order, some of them not complete yet; who takes one disposes it.</summary>
    public ChannelReader<Task<EntryBatch>> Batches => _batches.Reader;

    /// <summary>Stops, waits for the threads, and gives back what nobody took.</summary>
    public async ValueTask DisposeAsync()
    {
        _failures.Note(-1);                             // what is left is passed over
        await _stop.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_working).ConfigureAwait(false);
        try
        {
            await _steps.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            while (_batches.Reader.TryRead(out Task<EntryBatch>? batch))
            {
                if (batch.IsCompletedSuccessfully) (await batch.ConfigureAwait(false)).Dispose();
            }
            _planning.Dispose();
            _available.Dispose();
            _stop.Dispose();
        }
    }

    private async Task WorkAsync()
    {
        using LoadedBasket scratch = new();
        while (await NextAsync().ConfigureAwait(false) is { } step) await step.RunAsync(scratch, _stop.Token).ConfigureAwait(false);
    }

    // Who finds few steps left plans some, and may have to open a file for it: meanwhile the others have those that are left. Nobody
    // plans with a step in hand, for which the reader may be waiting. Those who find somebody else planning wait for a step: so who has
    // planned looks once more, whether all were taken before the turn to plan was given back.
    private async ValueTask<StepInWork?> NextAsync()
    {
        do
        {
            if (_planned.Count > _few || _isPlanned || !await _planning.WaitAsync(0).ConfigureAwait(false)) break;
            await PlanAsync().ConfigureAwait(false);
        }
        while (_planned.IsEmpty);
        await _available.WaitAsync().ConfigureAwait(false);
        return _planned.TryDequeue(out StepInWork? step) ? step : null;
    }

    // Never throws: the reader meets the failure behind the batches before it. Gives the turn to plan back.
    private async ValueTask PlanAsync()
    {
        try
        {
            while (!_isPlanned && _planned.Count <= 2 * _few)
            {
                if (_next is null && await _steps.MoveNextAsync().ConfigureAwait(false)) _next = _steps.Current;
                if (_next is null) End(null);
                else if (_open is not null || TryOpen(_next.Draft)) Take(_next);
                // No room for another batch: the reader may be waiting for what is planned and not taken.
                else if (!_planned.IsEmpty) return;
                else await _batches.Writer.WaitToWriteAsync(_stop.Token).ConfigureAwait(false);
            }
        }
        catch (Exception failure)
        {
            if (_open is null) _next?.Draft.Dispose();
            _next?.Dispose();
            _open?.Fail(failure);
            _open?.Finish(endsBatch: false);
            End(failure);
        }
        finally
        {
            _planning.Release();
        }
    }

    private bool TryOpen(BatchDraft draft)
    {
        BatchInWork batch = new(draft, _batchCount, _failures);
        if (!_batches.Writer.TryWrite(batch.Completed)) return false;
        _batchCount++;
        _open = batch;
        return true;
    }

    private void Take(ReadStep step)
    {
        _planned.Enqueue(new StepInWork(step, _open!));
        if (step.EndsBatch) _open = null;
        _next = null;
        _available.Release();
    }

    private void End(Exception? failure)
    {
        _isPlanned = true;
        _available.Release(_threads);            // nothing more comes
        _batches.Writer.TryComplete(failure);
    }
}
