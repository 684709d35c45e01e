namespace Hep.Root.IO;

/// <summary>
/// How far the entries of a dataset are mixed, anew in each epoch: the list of files is permuted, some files are open at a time, their
/// clusters are drawn at random, and the entries of as many clusters as a buffer holds are permuted. Every entry comes exactly once an
/// epoch, in an order that is a function of the files, these options, the epoch and the shard, and of nothing else.
/// </summary>
public sealed record DatasetShuffle
{
    /// <summary>Files that are open at a time. Default 8.</summary>
    public int Files { get; init; } = 8;

    /// <summary>
    /// Entries that are mixed with each other, those of whole clusters; a cluster of more is cut. Default 20 000. With a buffer of all
    /// entries, and as many files open, the order is a random permutation of all: at the cost of holding them at once.
    /// </summary>
    public int Buffer { get; init; } = 20_000;

    /// <summary>Another number, another order. Default 0.</summary>
    public long Seed { get; init; }

    /// <exception cref="ArgumentOutOfRangeException">A number is below what it can be.</exception>
    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Files);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Buffer);
    }
}
