using System.Runtime.CompilerServices;

namespace Hep.Jagged;

/// <summary>Takes batches from several streams in turn.</summary>
internal static class Interleaving
{
    /// <summary>One batch of each stream after the other; a stream that has ended is left out.</summary>
    public static async IAsyncEnumerable<EntryBatch> Run(
        IReadOnlyList<IAsyncEnumerable<EntryBatch>> sources, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        List<IAsyncEnumerator<EntryBatch>> open = [];
        try
        {
            foreach (IAsyncEnumerable<EntryBatch> source in sources) open.Add(source.GetAsyncEnumerator(cancellationToken));
            for (int turn = 0; open.Count > 0;)
            {
                if (turn >= open.Count) turn = 0;
                if (await open[turn].MoveNextAsync().ConfigureAwait(false))
                {
                    yield return open[turn++].Current;
                    continue;
                }
                IAsyncEnumerator<EntryBatch> ended = open[turn];
                open.RemoveAt(turn);
                await ended.DisposeAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            await DisposeAllAsync(open).ConfigureAwait(false);
        }
    }

    // All are disposed even where one fails; the first failure is the one that is told.
    private static async ValueTask DisposeAllAsync(List<IAsyncEnumerator<EntryBatch>> open)
    {
        if (open.Count == 0) return;
        IAsyncEnumerator<EntryBatch> last = open[^1];
        open.RemoveAt(open.Count - 1);
        try
        {
            await last.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            await DisposeAllAsync(open).ConfigureAwait(false);
        }
    }
}
