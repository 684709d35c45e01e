using Hep.Jagged;

namespace Hep.Root.IO;

/// <summary>How a tree is read.</summary>
public sealed record ReadOptions
{
    /// <summary>The options that are used unless others are given.</summary>
    public static ReadOptions Default { get; } = new();

    /// <summary>Entries of a batch; the last batch may be shorter. Default 10 000.</summary>
    public int BatchSize { get; init; } = 10_000;

    /// <summary>
    /// Bytes of a batch, by the average size of an entry; where set, a batch ends at this or at <see cref="BatchSize"/>, whichever is less.
    /// </summary>
    public long? BatchBytes { get; init; }

    /// <summary>
    /// Bytes that the baskets or pages of one stream of batches may hold at once, counted after decompression: those that reach into the
    /// next batch, and one that is being decompressed, though each of several threads has one. A batch is made of at most a quarter of
    /// it, by the average size of an entry. Baskets are loaded whole: where they, or what is decoded of them into one batch, are more,
    /// that is a <see cref="RootException"/>. Default 512 MiB.
    /// </summary>
    public long MemoryBudget { get; init; } = 512L << 20;

    /// <summary>The first entry to read.</summary>
    public long FirstEntry { get; init; }

    /// <summary>The entry before which reading ends; null: all.</summary>
    public long? EndEntry { get; init; }

    /// <summary>
    /// A cut on entries: batches hold those that pass. Its columns are read first, and of the others only the baskets in which an entry
    /// passes, so that a cut that few pass saves reading and not only computing. Null: all entries.
    /// </summary>
    public Expression? Where { get; init; }

    /// <summary>
    /// Threads that decompress and decode, the caller's among them while it waits for a batch; default 1, which is the caller's alone. With
    /// more, files are read ahead of the consumer; the result is the same for any number.
    /// </summary>
    public int Threads { get; init; } = 1;

    /// <exception cref="ArgumentOutOfRangeException">A number is below what it can be.</exception>
    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(BatchSize);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(BatchBytes ?? 1, nameof(BatchBytes));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MemoryBudget);
        ArgumentOutOfRangeException.ThrowIfNegative(FirstEntry);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Threads);
    }
}
