using System.Collections.Immutable;

namespace Hep.Jagged;

/// <summary>
/// In which order batches of several streams follow each other, and when the mixture ends: a function of the streams and of this, never
/// of time. Batches come whole, so what is said of entries holds to within a batch: behind it <c>ShuffleEntries</c> mixes them one by one.
/// </summary>
public sealed record Interleaving
{
    private Interleaving(MixtureOrder order, ImmutableArray<double> weights) => (Order, Weights) = (order, weights);

    /// <summary>A batch of each in turn, whatever its size.</summary>
    public static Interleaving RoundRobin { get; } = new(MixtureOrder.Batches, []);

    /// <summary>
    /// As many entries of each as it has: the streams end together. For sources whose numbers of entries are known without reading; of
    /// others, and of streams, give the numbers as weights.
    /// </summary>
    public static Interleaving Proportional { get; } = new(MixtureOrder.Counts, []);

    /// <summary>Equally many entries of each, whatever the sizes of its batches: classes in balance.</summary>
    public static Interleaving Balanced { get; } = new(MixtureOrder.Entries, []);

    /// <summary>
    /// Entries in these ratios, whatever the sizes of batches: the next batch is of the stream whose entries so far, divided by its weight,
    /// are fewest; of equals the first.
    /// </summary>
    /// <param name="weights">A positive, finite number for each stream, in their order.</param>
    /// <exception cref="ArgumentException">One is not.</exception>
    public static Interleaving Weighted(params IReadOnlyList<double> weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentOutOfRangeException.ThrowIfZero(weights.Count, nameof(weights));
        for (int i = 0; i < weights.Count; i++)
            if (!(weights[i] > 0 && double.IsFinite(weights[i])))
                throw new ArgumentException(
                    FormattableString.Invariant($"Weights are positive and finite; weight {i} is {weights[i]}."), nameof(weights));
        return new Interleaving(MixtureOrder.Entries, [.. weights]);
    }

    /// <summary>When the mixture ends. Default: with the last stream, so that every entry comes once.</summary>
    public MixtureEnd End { get; init; } = MixtureEnd.Last;

    internal MixtureOrder Order { get; }

    /// <summary>One for each stream; none: all are alike.</summary>
    internal ImmutableArray<double> Weights { get; }

    /// <summary>Equal orders, weights and ends.</summary>
    public bool Equals(Interleaving? other) =>
        other is not null && Order == other.Order && End == other.End && Weights.AsSpan().SequenceEqual(other.Weights.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Order, End, Weights.Length);

    /// <summary>What the progress of each stream is divided by.</summary>
    /// <param name="streams">How many there are.</param>
    /// <param name="countOf">The number of entries of one; null: nobody knows.</param>
    /// <exception cref="ArgumentException">There are not as many weights as streams.</exception>
    /// <exception cref="PipelineException">The number of entries of one is needed and not known.</exception>
    internal double[] SharesOf(int streams, Func<int, long?> countOf)
    {
        if (Weights.Length > 0 && Weights.Length != streams)
            throw new ArgumentException($"{streams} streams have as many weights, not {Weights.Length}.");
        double[] shares = new double[streams];
        for (int i = 0; i < streams; i++)
            shares[i] = Order == MixtureOrder.Counts
                ? countOf(i) ?? throw new PipelineException($"Stream {i} of {streams} does not tell how many entries it has before it is "
                    + "read: proportions need that of each. Give the numbers, or a guess, to Interleaving.Weighted(…).")
                : Weights.Length > 0 ? Weights[i] : 1;
        return shares;
    }
}

/// <summary>When a mixture of streams ends.</summary>
public enum MixtureEnd
{
    /// <summary>With the last stream: one that has ended is left out, and the others go on.</summary>
    Last,
    /// <summary>With the first stream that ends: no entry comes twice, and what the others still had stays away.</summary>
    First,
    /// <summary>
    /// When each was read to its end once: a shorter one begins again, as another epoch of its source. For sources; a stream cannot be
    /// asked for another epoch.
    /// </summary>
    Longest,
}

/// <summary>What the progress of a stream is measured in.</summary>
internal enum MixtureOrder
{
    /// <summary>Batches.</summary>
    Batches,
    /// <summary>Entries over weights.</summary>
    Entries,
    /// <summary>Entries over how many there are.</summary>
    Counts,
}
