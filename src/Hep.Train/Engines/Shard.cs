using System.Globalization;

namespace Hep.Train;

/// <summary>
/// One of several processes that train one model together: each learns from its share of each batch, and predicts the whole validation
/// part, so that all decide alike.
/// </summary>
public sealed record Shard
{
    private const string RankName = "RANK", CountName = "WORLD_SIZE";

    /// <summary>A process on its own.</summary>
    public static Shard Whole { get; } = new(0, 1);

    /// <summary>Process <paramref name="rank"/>, from 0, of <paramref name="count"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such process.</exception>
    public Shard(int rank, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfNegative(rank);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(rank, count);
        (Rank, Count) = (rank, count);
    }

    /// <summary>Which process, from 0.</summary>
    public int Rank { get; }

    /// <summary>How many there are.</summary>
    public int Count { get; }

    /// <summary>What RANK and WORLD_SIZE say, as torchrun and the operators of clusters set them; alone where they are not set.</summary>
    /// <exception cref="TrainingException">They are set to what is no rank.</exception>
    public static Shard FromEnvironment()
    {
        (string? rank, string? count) = (Environment.GetEnvironmentVariable(RankName), Environment.GetEnvironmentVariable(CountName));
        if (string.IsNullOrEmpty(rank) && string.IsNullOrEmpty(count)) return Whole;
        return int.TryParse(rank, NumberStyles.None, CultureInfo.InvariantCulture, out int r)
            && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out int n) && r < n
            ? new Shard(r, n)
            : throw new TrainingException(
                $"{RankName} is '{rank}' and {CountName} '{count}': a rank from 0 below the number of ranks is expected.");
    }
}
