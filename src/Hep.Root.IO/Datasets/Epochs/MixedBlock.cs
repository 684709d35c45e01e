using Hep.Jagged;

namespace Hep.Root.IO.Datasets.Epochs;

/// <summary>Units whose entries are mixed with each other.</summary>
/// <param name="Units">What is read for it.</param>
/// <param name="EntryCount">Its entries.</param>
/// <param name="End">Entries of the epoch up to its end.</param>
/// <param name="Seed">Decides their order.</param>
/// <param name="Skipped">As many at its start were given before.</param>
internal sealed record MixedBlock(IReadOnlyList<ReadUnit> Units, int EntryCount, long End, ulong Seed, int Skipped)
{
    /// <summary>The order in which its entries are given, without those that were given before.</summary>
    /// <param name="lost">Entries of it that could not be read.</param>
    public ReadOnlySpan<int> Order(int lost) =>
        new SeededRandom(Seed).Permutation(EntryCount - lost).AsSpan(Math.Min(Skipped, EntryCount - lost));
}
