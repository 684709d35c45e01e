using System.Runtime.CompilerServices;

namespace Hep.Jagged;

/// <summary>Mixes entries in a bounded buffer.</summary>
/// <param name="buffer">Entries that wait to be chosen.</param>
/// <param name="seed">Decides the order.</param>
/// <param name="epoch">Decides it too.</param>
internal sealed class EntryShuffle(int buffer, long seed, int epoch)
{
    private const string Kind = "shuffle";

    /// <summary>
    /// A buffer of entries fills up; then for each portion that comes in, as many entries chosen at random go out, and at
    /// the end all that remain, at random. The order depends on the entries and the seed, not on how they are batched. A place tells how
    /// many entries came in, which is enough to know those that wait: they are read again from the first of them on. An entry stays for
    /// another portion with a chance of 2/3, so that these are some dozen buffers, wherever in the epoch it is.
    /// </summary>
    public async IAsyncEnumerable<PlacedBatch<EntryBatch>> Run(
        Opening open, BatchPosition? from = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        (long taken, long given) = from is null ? (0, 0) : Check(from);
        ShufflePool pool = ShufflePool.After(buffer, seed, epoch, taken, cancellationToken);
        Queue<(long First, BatchPosition? Place)> portions = new();     // from that of the oldest entry that waits on
        BatchPosition? next = from?.Sources[0];
        EntryBatch? waiting = null;
        IAsyncEnumerator<PlacedBatch<EntryBatch>> incoming = Rebatching.Run(open, pool.Portion, next, cancellationToken)
            .GetAsyncEnumerator(cancellationToken);
        await using var ending = incoming.ConfigureAwait(false);
        try
        {
            waiting = await ReadAgainAsync().ConfigureAwait(false);
            while (await incoming.MoveNextAsync().ConfigureAwait(false))
            {
                portions.Enqueue((pool.Taken, next));
                (EntryBatch batch, next) = incoming.Current;
                int count = batch.EntryCount;
                using EntryBatch mixed = Join(ref waiting, batch);
                if (pool.Add(count) is not var (order, surplus))
                {
                    waiting = mixed.Share();
                    continue;
                }
                waiting = mixed.Take(order.AsSpan(surplus));
                while (portions.Peek().First < pool.First) portions.Dequeue();
                yield return new(mixed.Take(order.AsSpan(0, surplus)), Place(0));
            }
            if (waiting is null) yield break;
            int[] rest = pool.Drain();
            for (int at = (int)Math.Min(given, rest.Length); at < rest.Length;)
            {
                int count = Math.Min(pool.Portion, rest.Length - at);
                at += count;
                yield return new(waiting.Take(rest.AsSpan(at - count, count)), Place(at));
            }
        }
        finally
        {
            waiting?.Dispose();
        }

        BatchPosition Place(int drained) =>
            new(Kind, [buffer, seed, pool.Taken, drained], portions.Peek().Place);

        async ValueTask<EntryBatch?> ReadAgainAsync()
        {
            if (taken == 0) return null;
            long[] numbers = [.. pool.Waiting];
            int[] places = [.. Enumerable.Range(0, numbers.Length)], order = new int[numbers.Length];
            Array.Sort(numbers, places);
            for (int i = 0; i < places.Length; i++) order[places[i]] = i;
            List<EntryBatch> parts = [];
            try
            {
                int found = 0;
                for (long at = pool.First; at < taken;)
                {
                    if (!await incoming.MoveNextAsync().ConfigureAwait(false))
                        throw new PipelineException($"The position is one behind {taken} entries, and there are only {at}.");
                    portions.Enqueue((at, next));
                    (EntryBatch batch, next) = incoming.Current;
                    using (batch)
                    {
                        int before = found;
                        while (found < numbers.Length && numbers[found] < at + batch.EntryCount) found++;
                        long start = at;
                        parts.Add(batch.Take(Array.ConvertAll(numbers[before..found], number => (int)(number - start))));
                        at += batch.EntryCount;
                    }
                }
                return EntryBatch.Take(parts, order);
            }
            finally
            {
                parts.ForEach(p => p.Dispose());
            }
        }
    }

    private static EntryBatch Join(ref EntryBatch? waiting, EntryBatch batch)
    {
        if (waiting is null) return batch;
        using EntryBatch before = waiting;
        using (batch)
        {
            waiting = null;
            return EntryBatch.Concat(before, batch);
        }
    }

    private (long Taken, long Given) Check(BatchPosition from)
    {
        IReadOnlyList<long> numbers = from.NumbersOf(Kind, 4, 1);
        if (numbers[0] != buffer || numbers[1] != seed)
            throw new PipelineException($"The position is one in a shuffle with buffer {numbers[0]} and seed {numbers[1]}, "
                + $"not with {buffer} and {seed}.");
        return numbers[2] > 0 && numbers[3] >= 0
            ? (numbers[2], numbers[3])
            : throw new PipelineException($"No position in a shuffle is behind {numbers[2]} entries, {numbers[3]} of them at the end.");
    }
}
