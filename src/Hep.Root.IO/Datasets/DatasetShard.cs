namespace Hep.Root.IO;

/// <summary>
/// One of several equal parts of each epoch, for training on several ranks: all have the same number of entries, and with it of batches,
/// since unequal ranks wait for each other forever. Those that are left, fewer than ranks, are read by none.
/// </summary>
public sealed record DatasetShard
{
    /// <summary>The whole epoch.</summary>
    public static DatasetShard Whole { get; } = new(0, 1);

    /// <summary>Part <paramref name="rank"/>, from 0, of <paramref name="count"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such part.</exception>
    public DatasetShard(int rank, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfNegative(rank);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(rank, count);
        (Rank, Count) = (rank, count);
    }

    /// <summary>Which part, from 0.</summary>
    public int Rank { get; }

    /// <summary>How many parts there are.</summary>
    public int Count { get; }
}
