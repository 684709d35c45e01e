namespace Hep.Jagged;

/// <summary>Parts of a source that does not know how to read a part of itself.</summary>
internal static class EntryShard
{
    private const int BatchSize = 8192;

    /// <summary>
    /// Of each <paramref name="count"/> entries that come one after the other the one at place <paramref name="rank"/>; of fewer, at the
    /// end, none: all parts are equally long.
    /// </summary>
    public static IBatchSource Of(IBatchSource source, int rank, int count)
    {
        Check(rank, count);
        int rounds = Math.Max(1, BatchSize / count);
        return new DerivedSource(source, (open, _, from) => BatchTransform.Run(Rebatching.Run(open, rounds * count, from), () => Keep))
            { EntryCount = source.EntryCount / count };

        EntryBatch? Keep(EntryBatch batch)
        {
            int kept = batch.EntryCount / count;
            return kept == 0 ? null : batch.Take([.. Enumerable.Range(0, kept).Select(round => round * count + rank)]);
        }
    }

    /// <exception cref="ArgumentOutOfRangeException">There is no such part.</exception>
    public static void Check(int rank, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfNegative(rank);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(rank, count);
    }
}
