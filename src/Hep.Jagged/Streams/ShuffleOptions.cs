namespace Hep.Jagged;

/// <summary>
/// How far the entries of a source are mixed, anew in each epoch. A source of files permutes their list, has some of them open at a time,
/// draws their clusters at random, and permutes the entries of as many clusters as a buffer holds; any other mixes within the buffer.
/// Every entry comes exactly once an epoch, in an order that is a function of the source, these options and the epoch, and of nothing
/// else.
/// </summary>
public sealed record ShuffleOptions
{
    /// <summary>Files that are open at a time. Default 8.</summary>
    public int Files { get; init; } = 8;

    /// <summary>
    /// Entries that are mixed with each other, of files those of whole clusters; a cluster of more is cut. Default 20 000. With a buffer of
    /// all entries, and as many files open, the order is a random permutation of all: at the cost of holding them at once.
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
