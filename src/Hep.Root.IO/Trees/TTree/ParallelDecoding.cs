using System.Threading.Channels;
using Hep.Jagged;
using Hep.Root.IO.Trees.Decoding;

namespace Hep.Root.IO.Trees.TTree;

/// <summary>
/// Threads that each take the next step, fetch and decode it, so that its bytes stay in the cache of one processor. Only planning is one
/// after the other. Steps are small beside a batch, and who has none begins with the next batch, or file: nobody waits at an end.
/// </summary>
internal sealed class ParallelDecoding : IAsyncDisposable
{
    private readonly FirstFailure _failures = new();
    private readonly CancellationTokenSource _stop;
    private readonly IAsyncEnumerator<ReadStep> _steps;
    private readonly SemaphoreSlim _planning = new(1);
    private readonly Channel<Task<EntryBatch>> _batches;
    private readonly Task[] _working;
    private BatchInWork? _open;
    private int _batchCount;
    private bool _isPlanned;

    public ParallelDecoding(IAsyncEnumerable<ReadStep> steps, int threads, int ahead, CancellationToken cancellationToken)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _steps = steps.GetAsyncEnumerator(_stop.Token);
        _batches = Channel.CreateBounded<Task<EntryBatch>>(new BoundedChannelOptions(ahead) { SingleReader = true });
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
        await _steps.DisposeAsync().ConfigureAwait(false);
        while (_batches.Reader.TryRead(out Task<EntryBatch>? batch))
        {
            if (batch.IsCompletedSuccessfully) (await batch.ConfigureAwait(false)).Dispose();
        }
        _planning.Dispose();
        _stop.Dispose();
    }

    private async Task WorkAsync()
    {
        using LoadedBasket scratch = new();
        while (await NextAsync().ConfigureAwait(false) is { } step) await step.RunAsync(scratch, _stop.Token).ConfigureAwait(false);
    }

    // Never throws: the reader meets the failure behind the batches before it.
    private async ValueTask<StepInWork?> NextAsync()
    {
        await _planning.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            if (!_isPlanned && await _steps.MoveNextAsync().ConfigureAwait(false)) return await TakeAsync(_steps.Current).ConfigureAwait(false);
            End(null);
        }
        catch (Exception failure)
        {
            _open?.Fail(failure);
            _open?.Finish(endsBatch: false);
            End(failure);
        }
        finally
        {
            _planning.Release();
        }
        return null;
    }

    private async ValueTask<StepInWork> TakeAsync(ReadStep step)
    {
        try
        {
            if (_open is null)
            {
                _open = new BatchInWork(step.Draft, _batchCount++, _failures);
                await _batches.Writer.WriteAsync(_open.Completed, _stop.Token).ConfigureAwait(false);
            }
        }
        catch
        {
            step.Dispose();
            throw;
        }
        StepInWork work = new(step, _open);
        if (step.EndsBatch) _open = null;
        return work;
    }

    private void End(Exception? failure)
    {
        _isPlanned = true;
        _batches.Writer.TryComplete(failure);
    }
}
