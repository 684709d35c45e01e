using System.Runtime.CompilerServices;
using Hep.Jagged;

namespace Hep.Train;

/// <summary>Operators on streams of padded batches.</summary>
internal static class PaddedStreams
{
    /// <summary>
    /// Cuts and joins batches so that each has <paramref name="entries"/> rows, whatever the cuts left of them; only
    /// the last may be shorter.
    /// </summary>
    public static async IAsyncEnumerable<PaddedBatch> RebatchAsync(
        this IAsyncEnumerable<PaddedBatch> source, int entries, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        PaddedBatch? rest = null;
        try
        {
            await foreach (PaddedBatch batch in source.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                PaddedBatch held = Join(rest, batch);
                (rest, int at) = (held, 0);
                for (; held.EntryCount - at >= entries; at += entries) yield return Rows(held, at, entries);
                if (at == 0) continue;
                rest = at == held.EntryCount ? null : Rows(held, at, held.EntryCount - at);
                held.Dispose();
            }
            if (rest is { EntryCount: > 0 }) yield return Rows(rest, 0, rest.EntryCount);
        }
        finally
        {
            rest?.Dispose();
        }
    }

    /// <summary>Drops batches at the beginning.</summary>
    public static async IAsyncEnumerable<PaddedBatch> SkipAsync(
        this IAsyncEnumerable<PaddedBatch> source, long count, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (PaddedBatch batch in source.WithCancellation(cancellationToken).ConfigureAwait(false))
            if (count-- > 0) batch.Dispose();
            else yield return batch;
    }

    /// <summary>The same batches, of which one more is made on another thread while one is consumed.</summary>
    public static async IAsyncEnumerable<PaddedBatch> OneAheadAsync(
        this IAsyncEnumerable<PaddedBatch> source, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        IAsyncEnumerator<PaddedBatch> batches = source.GetAsyncEnumerator(cancellationToken);
        await using var ending = batches.ConfigureAwait(false);
        Task<PaddedBatch?> next = PullAsync();
        try
        {
            while (await next.ConfigureAwait(false) is { } batch)
            {
                next = PullAsync();
                yield return batch;
            }
        }
        finally
        {
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (next.IsCompletedSuccessfully) (await next.ConfigureAwait(false))?.Dispose();
        }

        Task<PaddedBatch?> PullAsync() => Task.Run(
            async () => await batches.MoveNextAsync().ConfigureAwait(false) ? batches.Current : null, CancellationToken.None);
    }

    private static PaddedBatch Join(PaddedBatch? rest, PaddedBatch batch)
    {
        if (rest is null) return batch;
        using (rest)
        using (batch) return PaddedBatch.Concat(rest, batch);
    }

    private static PaddedBatch Rows(PaddedBatch batch, int start, int count)
    {
        int[] rows = new int[count];
        for (int i = 0; i < count; i++) rows[i] = start + i;
        return batch.Take(rows);
    }
}
