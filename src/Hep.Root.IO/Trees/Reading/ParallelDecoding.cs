using System.Threading.Channels;
using Hep.Jagged;
using Hep.Root.IO.Trees.Decoding;

namespace Hep.Root.IO.Trees.Reading;

/// <summary>
/// Threads that each take the next step, fetch and decode it, so that its bytes stay in the cache of one processor. Only planning is one
/// after the other, some steps ahead. Steps are small beside a batch, and those of the next batch, or file, follow: nobody waits at an end.
/// The reader's thread is one of them while it waits for a batch, so that a processor need not pass from one thread to another and back.
/// </summary>
internal sealed class ParallelDecoding : IAsyncDisposable
{
    // As long as it takes to open a file: no thread should find nothing to do meanwhile.
    private const int StepsOfAThread = 4;

    private readonly FirstFailure _failures = new();
    private readonly CancellationTokenSource _stop;
    private readonly IAsyncEnumerator<ReadStep> _steps;
    private readonly SemaphoreSlim _planning = new(1);
    private readonly Channel<StepInWork> _planned = Channel.CreateUnbounded<StepInWork>();
    private readonly Channel<Task<EntryBatch>> _batches;
    private readonly Task[] _working;
    private readonly LoadedBasket _scratch = new();
    private readonly int _few;
    private Task<bool>? _moving;
    private BatchInWork? _open;
    private int _batchCount;
    private volatile bool _isPlanned;

    /// <param name="steps">Planned one after the other.</param>
    /// <param name="threads">Threads that decode, the reader's among them: two or more.</param>
    /// <param name="ahead">Batches that may be in the making, or wait, besides the one that the reader waits for.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public ParallelDecoding(IAsyncEnumerable<ReadStep> steps, int threads, int ahead, CancellationToken cancellationToken)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _few = StepsOfAThread * threads;
        _steps = steps.GetAsyncEnumerator(_stop.Token);
        _batches = Channel.CreateBounded<Task<EntryBatch>>(new BoundedChannelOptions(ahead + 1) { SingleReader = true });
        _working = [.. Enumerable.Range(1, threads - 1).Select(_ => Task.Run(WorkAsync, CancellationToken.None))];
    }

    /// <summary>The next batch, null behind the last; its reader disposes it, and decodes steps while it is not complete.</summary>
    public async ValueTask<EntryBatch?> NextAsync(CancellationToken cancellationToken)
    {
        if (!await _batches.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false)) return null;
        _batches.Reader.TryPeek(out Task<EntryBatch>? batch);
        while (!batch!.IsCompleted)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_planned.Reader.TryRead(out StepInWork? step)) await step.RunAsync(_scratch, _stop.Token).ConfigureAwait(false);
            else if (_isPlanned) break;                 // others have the rest of it
            else await Task.WhenAny(batch, _planned.Reader.WaitToReadAsync(cancellationToken).AsTask()).ConfigureAwait(false);
        }
        _batches.Reader.TryRead(out _);
        return await batch.ConfigureAwait(false);
    }

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
            _scratch.Dispose();
            _planning.Dispose();
            _stop.Dispose();
        }
    }

    private async Task WorkAsync()
    {
        using LoadedBasket scratch = new();
        while (await NextStepAsync().ConfigureAwait(false) is { } step) await step.RunAsync(scratch, _stop.Token).ConfigureAwait(false);
    }

    // Who finds few steps left plans some; nobody plans with a step in hand, for which the reader may be waiting. Only where another one
    // plans, who looks here again, may one wait: the reader, who takes steps too, does not plan.
    private async ValueTask<StepInWork?> NextStepAsync()
    {
        while (true)
        {
            bool areFew = _planned.Reader.Count <= _few;
            bool plans = areFew && !_isPlanned && await _planning.WaitAsync(0).ConfigureAwait(false);
            if (plans) await PlanAsync().ConfigureAwait(false);
            if (_planned.Reader.TryRead(out StepInWork? step)) return step;
            if ((plans || !areFew) && !_isPlanned) continue;
            if (!await _planned.Reader.WaitToReadAsync().ConfigureAwait(false)) return null;
        }
    }

    // Never throws: the reader meets the failure behind the batches before it. Gives the turn to plan back, and waits for nothing while
    // there are steps to decode.
    private async ValueTask PlanAsync()
    {
        try
        {
            while (!_isPlanned && _planned.Reader.Count <= 2 * _few)
            {
                _moving ??= _steps.MoveNextAsync().AsTask();
                if (_planned.Reader.Count > 0 && !_moving.IsCompleted) return;      // a file is opened, or the last ones are left
                if (!await _moving.ConfigureAwait(false)) End(null);
                else if (_open is not null || TryOpen(_steps.Current.Draft)) Take(_steps.Current);
                else if (_planned.Reader.Count > 0) return;                         // no room for another batch
                else await _batches.Writer.WaitToWriteAsync(_stop.Token).ConfigureAwait(false);
            }
        }
        catch (Exception failure)
        {
            if (_moving is { IsCompletedSuccessfully: true, Result: true }) Drop(_steps.Current);
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
        _moving = null;
        _planned.Writer.TryWrite(new StepInWork(step, _open!));
        if (step.EndsBatch) _open = null;
    }

    // A step that was planned and found no room.
    private void Drop(ReadStep step)
    {
        if (_open is null) step.Draft.Dispose();
        step.Dispose();
    }

    // Nothing more comes.
    private void End(Exception? failure)
    {
        _isPlanned = true;
        _planned.Writer.Complete();
        _batches.Writer.TryComplete(failure);
    }
}
