using System.Collections.Immutable;

namespace Hep.Jagged;

/// <summary>
/// How the sources or classes of a dataset are mixed entry by entry: in any stretch of the mixture each of them has its share, to within
/// an entry or two. The order is a function of entries and epoch, never of time or of how entries are batched.
/// </summary>
public sealed record EntryMixing
{
    private EntryMixing(MixingOrder order, ImmutableSortedDictionary<double, double> shares) => (Order, Shares) = (order, shares);

    /// <summary>Of each source as many entries as it has: all end together.</summary>
    public static EntryMixing Proportional { get; } = new(MixingOrder.Proportional, NoShares);

    /// <summary>An entry of each source in turn.</summary>
    public static EntryMixing RoundRobin { get; } = new(MixingOrder.RoundRobin, NoShares);

    /// <summary>Each class, that is each value of <see cref="DatasetColumns.Label"/>, equally often.</summary>
    public static EntryMixing Balanced { get; } = new(MixingOrder.Balanced, NoShares);

    /// <summary>Sources in these ratios.</summary>
    /// <param name="shares">A positive, finite number for each source of the dataset, in their order.</param>
    /// <exception cref="ArgumentException">One is not, or there is none.</exception>
    public static EntryMixing OfSources(params IReadOnlyList<double> shares)
    {
        ArgumentNullException.ThrowIfNull(shares);
        return new(MixingOrder.Sources, Check(shares.Select((share, i) => KeyValuePair.Create((double)i, share))));
    }

    /// <summary>Classes in these ratios.</summary>
    /// <param name="shares">A positive, finite number for each class, by its label.</param>
    /// <exception cref="ArgumentException">One is not, or there is none.</exception>
    public static EntryMixing OfLabels(IReadOnlyDictionary<double, double> shares)
    {
        ArgumentNullException.ThrowIfNull(shares);
        return new(MixingOrder.Labels, Check(shares));
    }

    /// <summary>
    /// When an epoch ends. Default: when each source or class was given to its end once, while shorter ones begin again, mixed anew. Where
    /// they are left out instead (<see cref="MixtureEnd.Last"/>), the end of an epoch has only the longest.
    /// </summary>
    public MixtureEnd End { get; init; } = MixtureEnd.Longest;

    /// <summary>Whether entries are told apart by their label; else by their source.</summary>
    public bool IsByLabel => Order is MixingOrder.Balanced or MixingOrder.Labels;

    /// <summary>
    /// Whether classes come as often as they are there: where they do not, weights that bring them into balance would do it twice.
    /// </summary>
    public bool KeepsProportions => Order == MixingOrder.Proportional;

    /// <summary>The number of sources that <see cref="OfSources"/> was told of; null: any.</summary>
    public int? SourceCount => Order == MixingOrder.Sources ? Shares.Count : null;

    /// <summary>
    /// Reads <c>"proportional"</c>, <c>"round_robin"</c>, <c>"balanced"</c>, or <c>{"order": …, "end": "longest"}</c>, where the order is
    /// one of these words, a list with a share for each source, or an object with a share for each label.
    /// </summary>
    /// <param name="json">The document.</param>
    /// <param name="path">The place of the document in a larger one, for messages.</param>
    /// <exception cref="PipelineException">
    /// A key is unknown or a value does not fit: <see cref="PipelineException.Path"/> says where.
    /// </exception>
    public static EntryMixing FromJson(string json, string path = "") => JsonSection.Parse(json, path, EntryMixingDocument.Read);

    /// <summary>The document that <see cref="FromJson"/> reads.</summary>
    public string ToJson() => JsonText.Write(json => EntryMixingDocument.Write(json, this));

    /// <summary>Equal orders, shares and ends.</summary>
    public bool Equals(EntryMixing? other) =>
        other is not null && Order == other.Order && End == other.End && Shares.SequenceEqual(other.Shares);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Order, End, Shares.Count);

    /// <summary>What comes how often.</summary>
    internal MixingOrder Order { get; }

    /// <summary>The shares that were given, by label or by the index of the source.</summary>
    internal ImmutableSortedDictionary<double, double> Shares { get; }

    private static ImmutableSortedDictionary<double, double> NoShares => ImmutableSortedDictionary<double, double>.Empty;

    private static ImmutableSortedDictionary<double, double> Check(IEnumerable<KeyValuePair<double, double>> shares)
    {
        ImmutableSortedDictionary<double, double> all = shares.ToImmutableSortedDictionary();
        ArgumentOutOfRangeException.ThrowIfZero(all.Count, nameof(shares));
        foreach ((double key, double share) in all)
            if (!(share > 0 && double.IsFinite(share)))
                throw new ArgumentException(
                    FormattableString.Invariant($"Shares are positive and finite; that of {key} is {share}."), nameof(shares));
        return all;
    }
}

/// <summary>What comes how often in a mixture.</summary>
internal enum MixingOrder
{
    /// <summary>Sources, as many entries as they have.</summary>
    Proportional,
    /// <summary>Sources, equally many.</summary>
    RoundRobin,
    /// <summary>Classes, equally many.</summary>
    Balanced,
    /// <summary>Sources, in given ratios.</summary>
    Sources,
    /// <summary>Classes, in given ratios.</summary>
    Labels,
}
