using System.Runtime.CompilerServices;

namespace Hep.Jagged;

/// <summary>Mixes entries in a bounded buffer.</summary>
internal static class EntryShuffle
{
    /// <summary>
    /// A buffer of entries fills up; then for each portion that comes in, as many entries chosen at random go out, and at
    /// the end all that remain, at random. The order depends on the entries and the seed, not on how they are batched.
    /// </summary>
    public static async IAsyncEnumerable<EntryBatch> Run(
        IAsyncEnumerable<EntryBatch> source, int buffer, long seed, int epoch,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        SeededRandom random = SeededRandom.ForEpoch(seed, epoch);
        int portion = Math.Max(1, buffer / 2);
        EntryBatch? pool = null;
        try
        {
            await foreach (EntryBatch batch in Rebatching.Run(source, portion, cancellationToken).ConfigureAwait(false))
            {
                using EntryBatch incoming = batch;
                using EntryBatch? before = pool;
                pool = null;
                EntryBatch mixed = before is null ? incoming.Share() : EntryBatch.Concat(before, incoming);
                int surplus = mixed.EntryCount - buffer;
                if (surplus <= 0)
                {
                    pool = mixed;
                    continue;
                }
                EntryBatch chosen;
                using (mixed)
                {
                    int[] order = random.Permutation(mixed.EntryCount);
                    chosen = mixed.Take(order.AsSpan(0, surplus));
                    pool = mixed.Take(order.AsSpan(surplus));
                }
                yield return chosen;
            }
            if (pool is null) yield break;
            int[] rest = random.Permutation(pool.EntryCount);
            for (int at = 0; at < rest.Length; at += portion) yield return pool.Take(rest.AsSpan(at, Math.Min(portion, rest.Length - at)));
        }
        finally
        {
            pool?.Dispose();
        }
    }
}
