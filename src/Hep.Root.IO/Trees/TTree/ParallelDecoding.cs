using System.Threading.Channels;
using Hep.Jagged;
using Hep.Root.IO.Trees.Decoding;

namespace Hep.Root.IO.Trees.TTree;

/// <summary>
/// Threads that decode, and one that fetches ahead of them. What is to be decoded is taken in the order in which it was planned, so that
/// work on the next batch begins while the last columns of this one are still being decoded: nobody waits at the end of a batch, or of a
/// file. Baskets are decompressed whenever somebody has time; what belongs to one branch is put together in its order.
/// </summary>
internal sealed class ParallelDecoding : IAsyncDisposable
{
    // Fetched and not decoded yet: enough that nobody waits for the file.
    private const int StepsAhead = 2;

    private readonly FirstFailure _failures = new();
    private readonly CancellationTokenSource _stop;
    private readonly Channel<(StepInWork Step, int Item)> _work;
    private readonly Channel<Task<EntryBatch>> _batches;
    private readonly SemaphoreSlim _steps;
    private readonly Task _fetching;
    private readonly Task[] _decoding;

    public ParallelDecoding(IAsyncEnumerable<ReadStep> steps, int threads, int ahead, CancellationToken cancellationToken)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _work = Channel.CreateUnbounded<(StepInWork, int)>(new UnboundedChannelOptions { SingleWriter = true });
        _batches = Channel.CreateBounded<Task<EntryBatch>>(new BoundedChannelOptions(ahead) { SingleWriter = true, SingleReader = true });
        _steps = new SemaphoreSlim(threads + StepsAhead);
        _fetching = Task.Run(() => FetchAsync(steps), CancellationToken.None);
        _decoding = [.. Enumerable.Range(0, threads).Select(_ => Task.Run(DecodeAsync, CancellationToken.None))];
    }

    /// <summary>The batches in their order, some of them not complete yet; who takes one disposes it.</summary>
    public ChannelReader<Task<EntryBatch>> Batches => _batches.Reader;

    /// <summary>Stops, waits for the threads, and gives back what nobody took.</summary>
    public async ValueTask DisposeAsync()
    {
        _failures.Note(-1);                             // what is left is passed over
        await _stop.CancelAsync().ConfigureAwait(false);
        await _fetching.ConfigureAwait(false);
        await Task.WhenAll(_decoding).ConfigureAwait(false);
        while (_batches.Reader.TryRead(out Task<EntryBatch>? batch))
        {
            if (batch.IsCompletedSuccessfully) (await batch.ConfigureAwait(false)).Dispose();
        }
        _steps.Dispose();
        _stop.Dispose();
    }

    // Never throws: the reader meets the failure behind the batches before it.
    private async Task FetchAsync(IAsyncEnumerable<ReadStep> steps)
    {
        BatchInWork? open = null;
        int batches = 0;
        try
        {
            await foreach (ReadStep step in steps.WithCancellation(_stop.Token).ConfigureAwait(false))
            {
                try
                {
                    if (open is null)
                    {
                        open = new BatchInWork(step.Draft, batches++, _failures);
                        await _batches.Writer.WriteAsync(open.Completed, _stop.Token).ConfigureAwait(false);
                    }
                    await _steps.WaitAsync(_stop.Token).ConfigureAwait(false);
                }
                catch
                {
                    step.Dispose();
                    throw;
                }
                StepInWork work = new(step, open, _steps);
                if (step.EndsBatch) open = null;
                for (int item = 0; item < step.Items.Count; item++) _work.Writer.TryWrite((work, item));
                work.Finish();
            }
            _batches.Writer.Complete();
        }
        catch (Exception failure)
        {
            open?.Fail(failure);
            open?.Finish(endsBatch: false);
            _batches.Writer.Complete(failure);
        }
        _work.Writer.Complete();
    }

    private async Task DecodeAsync()
    {
        using LoadedBasket scratch = new();
        while (await _work.Reader.WaitToReadAsync(CancellationToken.None).ConfigureAwait(false))
            while (_work.Reader.TryRead(out (StepInWork Step, int Item) work)) work.Step.Decode(work.Item, scratch);
    }
}
