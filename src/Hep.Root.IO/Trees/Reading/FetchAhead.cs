using System.Runtime.CompilerServices;

namespace Hep.Root.IO.Trees.Reading;

/// <summary>
/// Keeps the records of steps on their way while others are decoded, as many as their source asks for: over a network latency is then paid
/// once. Steps of a source that answers at once pass through, but not where they wait behind such that do not: their file is closed, and
/// the stream goes on, only when they are fetched.
/// </summary>
internal static class FetchAhead
{
    /// <param name="steps">Planned one after the other. Nobody but their receiver disposes them, or their batches.</param>
    /// <param name="cancellationToken">Ends fetching.</param>
    public static async IAsyncEnumerable<ReadStep> Run(
        IAsyncEnumerable<ReadStep> steps, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Lookahead<ReadStep> ahead = new(steps.GetAsyncEnumerator(cancellationToken));
        Queue<Task> given = [];
        try
        {
            for (long bytes = 0; ;)
            {
                while (ahead.Count == 0 || bytes < ahead.First.BytesAhead)
                {
                    (bool isThere, ReadStep planned) = await ahead.PullAsync().ConfigureAwait(false);
                    if (!isThere) break;
                    if (planned.BytesAhead > 0 || ahead.Count > 1) bytes += planned.BeginFetching(stop.Token);
                }
                // Other threads may still wait for what was given: neither the end nor a failure to plan more cancels that.
                if (ahead.Count == 0) await Task.WhenAll(given).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (!ahead.TryTake(out ReadStep? next)) yield break;
                bytes -= next!.BytesOnTheWay;
                while (given.TryPeek(out Task? first) && first.IsCompleted) _ = given.Dequeue();
                given.Enqueue(next.Fetching);
                yield return next;
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            while (ahead.TryDrop(out ReadStep? step)) await step!.AbandonAsync().ConfigureAwait(false);
            await ahead.DisposeAsync().ConfigureAwait(false);
        }
    }
}
