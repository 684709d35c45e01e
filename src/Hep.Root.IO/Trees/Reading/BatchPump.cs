using System.Runtime.CompilerServices;
using Hep.Jagged;
using Hep.Root.IO.Trees.Decoding;

namespace Hep.Root.IO.Trees.Reading;

/// <summary>Makes batches of steps: on the caller's thread alone, or on more, in the same order and with the same content.</summary>
internal static class BatchPump
{
    /// <summary>
    /// Batches ahead where trees of several files come: with the one that is waited for, as many as threads, and at most four quarters of
    /// a budget.
    /// </summary>
    public static int UsualBatchesAhead(int threads) => Math.Clamp(threads - 1, 1, 3);

    /// <summary>The batches of the steps.</summary>
    /// <param name="steps">Planned one after the other.</param>
    /// <param name="threads">Threads that decode, the caller's among them.</param>
    /// <param name="ahead">Batches that may be in the making, or wait, besides the one that is waited for.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    public static IAsyncEnumerable<EntryBatch> Run(
        IAsyncEnumerable<ReadStep> steps, int threads, int ahead, CancellationToken cancellationToken)
    {
        IAsyncEnumerable<ReadStep> fetched = FetchAhead.Run(steps, CancellationToken.None);
        return threads == 1 ? RunHere(fetched, cancellationToken) : RunAhead(fetched, threads, ahead, cancellationToken);
    }

    private static async IAsyncEnumerable<EntryBatch> RunHere(
        IAsyncEnumerable<ReadStep> steps, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using LoadedBasket scratch = new();
        BatchDraft? draft = null;
        try
        {
            await foreach (ReadStep step in steps.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                draft = step.Draft;
                using (step)
                {
                    await step.FetchAsync(cancellationToken).ConfigureAwait(false);
                    step.DecodeAll(scratch, cancellationToken);
                }
                if (step.EndsBatch) yield return draft.Complete();
            }
        }
        finally
        {
            draft?.Dispose();
        }
    }

    private static async IAsyncEnumerable<EntryBatch> RunAhead(
        IAsyncEnumerable<ReadStep> steps, int threads, int ahead, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ParallelDecoding decoding = new(steps, threads, ahead, cancellationToken);
        await using (decoding.ConfigureAwait(false))
        {
            while (await NextAsync(decoding, cancellationToken).ConfigureAwait(false) is { } batch) yield return batch;
        }
    }

    private static async ValueTask<EntryBatch?> NextAsync(ParallelDecoding decoding, CancellationToken cancellationToken)
    {
        try
        {
            return await decoding.NextAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();   // in the reader's name: the threads have a token of their own
            throw;
        }
    }
}
