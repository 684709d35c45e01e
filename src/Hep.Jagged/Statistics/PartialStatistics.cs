using System.Collections.Immutable;

namespace Hep.Jagged;

/// <summary>
/// What pass 1 found in a part of a dataset, such as one file, in a form that is small, can be kept (<see cref="PartialDocument"/>) and
/// merges with that of other parts (<see cref="StatisticsMerge"/>). Which plan it belongs to its holder knows.
/// </summary>
/// <param name="EntriesSeen">Entries read.</param>
/// <param name="EntriesKept">Entries that passed the cut.</param>
/// <param name="EntryHash">The sum of the hashes of the entries that were read.</param>
/// <param name="Columns">The features, in the order of the recipe.</param>
/// <param name="Lengths">The lists of each collection of the recipe.</param>
internal sealed record PartialStatistics(
    long EntriesSeen, long EntriesKept, ulong EntryHash, ImmutableArray<PartialColumn> Columns, ImmutableArray<LengthHistogram> Lengths);

/// <summary>What was found in a feature.</summary>
/// <param name="Figures">All but the quantiles, which are NaN.</param>
/// <param name="Quantiles">What the quantiles are found from.</param>
internal sealed record PartialColumn(ColumnStatistics Figures, QuantileSummary Quantiles);
