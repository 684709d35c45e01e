namespace Hep.Jagged;

/// <summary>
/// Which entries of a stream wait in the buffer of a shuffle: a function of the buffer, the seed and the number of entries that came in,
/// so that it can be found again without reading any.
/// </summary>
internal sealed class ShufflePool(int buffer, long seed, int epoch)
{
    private readonly SeededRandom _random = SeededRandom.ForEpoch(seed, epoch);

    /// <summary>Entries that come in at a time.</summary>
    public int Portion { get; } = Math.Max(1, buffer / 2);

    /// <summary>Entries that came in.</summary>
    public long Taken { get; private set; }

    /// <summary>Their numbers in the stream, from 0, in the order of the pool.</summary>
    public long[] Waiting { get; private set; } = [];

    /// <summary>The first entry of the portion in which the oldest of them came.</summary>
    public long First => Waiting.Min() / Portion * Portion;

    /// <summary>The pool after so many entries of a stream came in.</summary>
    /// <param name="buffer">Entries that wait to be chosen.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="epoch">The epoch.</param>
    /// <param name="taken">Entries.</param>
    /// <param name="cancellationToken">Stops: it takes some 10 ns an entry.</param>
    public static ShufflePool After(int buffer, long seed, int epoch, long taken, CancellationToken cancellationToken)
    {
        ShufflePool pool = new(buffer, seed, epoch);
        while (pool.Taken < taken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            pool.Add((int)Math.Min(pool.Portion, taken - pool.Taken));
        }
        return pool;
    }

    /// <summary>The next entries come in, behind those that wait.</summary>
    /// <returns>The order in which what is too much goes out, and the rest waits; null where all wait.</returns>
    public (int[] Order, int Surplus)? Add(int count)
    {
        long[] all = new long[Waiting.Length + count];
        Waiting.CopyTo(all, 0);
        for (int i = 0; i < count; i++) all[Waiting.Length + i] = Taken + i;
        Taken += count;
        int surplus = all.Length - buffer;
        if (surplus <= 0)
        {
            Waiting = all;
            return null;
        }
        int[] order = _random.Permutation(all.Length);
        Waiting = Array.ConvertAll(order[surplus..], place => all[place]);
        return (order, surplus);
    }

    /// <summary>The order in which those that wait go out when nothing more comes in.</summary>
    public int[] Drain() => _random.Permutation(Waiting.Length);
}
