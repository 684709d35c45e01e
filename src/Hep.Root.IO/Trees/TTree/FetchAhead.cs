using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Hep.Root.IO.Trees.TTree;

/// <summary>
/// Keeps the records of steps on their way while others are decoded, as many as their source asks for: over a network latency is then paid
/// once. Steps of a source that answers at once pass through.
/// </summary>
internal static class FetchAhead
{
    /// <param name="steps">Planned one after the other. Nobody but their receiver disposes them, or their batches.</param>
    /// <param name="cancellationToken">Ends fetching.</param>
    public static async IAsyncEnumerable<ReadStep> Run(
        IAsyncEnumerable<ReadStep> steps, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Queue<ReadStep> ahead = [];
        long bytes = 0;
        ExceptionDispatchInfo? failure = null;
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        IAsyncEnumerator<ReadStep> planned = steps.GetAsyncEnumerator(cancellationToken);
        try
        {
            for (bool isPlanned = false; ;)
            {
                while (!isPlanned && (ahead.Count == 0 || bytes < ahead.Peek().BytesAhead))
                {
                    // What was planned before comes before the failure.
                    (isPlanned, failure) = await MoveAsync(planned).ConfigureAwait(false);
                    if (isPlanned) break;
                    ahead.Enqueue(planned.Current);
                    if (planned.Current.BytesAhead > 0) bytes += planned.Current.BeginFetching(stop.Token);
                }
                if (!ahead.TryDequeue(out ReadStep? next)) break;
                bytes -= next.BytesOnTheWay;
                yield return next;
            }
            failure?.Throw();
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            while (ahead.TryDequeue(out ReadStep? step)) await step.AbandonAsync().ConfigureAwait(false);
            await planned.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static async ValueTask<(bool IsOver, ExceptionDispatchInfo? Failure)> MoveAsync(IAsyncEnumerator<ReadStep> planned)
    {
        try
        {
            return (!await planned.MoveNextAsync().ConfigureAwait(false), null);
        }
        catch (Exception failure)
        {
            return (true, ExceptionDispatchInfo.Capture(failure));
        }
    }
}
