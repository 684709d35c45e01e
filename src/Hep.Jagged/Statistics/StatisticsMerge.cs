namespace Hep.Jagged;

/// <summary>
/// Puts the statistics of parts together. Counts, limits, lengths and categories do not depend on how a dataset is divided; the last bits
/// of mean and variance, and quantiles where they are not exact, depend on the division and its order, and on nothing else.
/// </summary>
/// <param name="plan">The plan that all parts were taken by.</param>
internal sealed class StatisticsMerge(StatisticsPlan plan)
{
    private readonly ColumnStatistics?[] _columns = new ColumnStatistics?[plan.Recipe.Columns.Length];
    private readonly QuantileMerge[] _quantiles = [.. plan.Asked.Select(a => new QuantileMerge(a.ExactQuantiles))];
    private readonly LengthHistogram[] _lengths = [.. plan.Recipe.Collections.Select(_ => LengthHistogram.Empty)];
    private ulong _entries;

    /// <summary>Entries of the parts so far.</summary>
    public long EntriesSeen { get; private set; }

    /// <summary>Entries of the parts so far that passed the cut.</summary>
    public long EntriesKept { get; private set; }

    /// <summary>Adds the next part.</summary>
    /// <exception cref="PipelineException">A column whose categories are found has too many.</exception>
    public void Add(PartialStatistics part)
    {
        EntriesSeen += part.EntriesSeen;
        EntriesKept += part.EntriesKept;
        _entries += part.EntryHash;
        for (int i = 0; i < _columns.Length; i++)
        {
            ColumnStatistics figures = part.Columns[i].Figures;
            _columns[i] = _columns[i]?.With(figures) ?? figures;
            CategoryCount.Check(figures.Name, _columns[i]!.Categories.Length);
            _quantiles[i].Add(part.Columns[i].Quantiles);
        }
        for (int i = 0; i < _lengths.Length; i++) _lengths[i] = _lengths[i].With(part.Lengths[i]);
    }

    /// <summary>The statistics of all parts, of which there is one at least.</summary>
    public FeatureStatistics Finish() => new(plan.Recipe)
    {
        EntriesSeen = EntriesSeen,
        EntriesKept = EntriesKept,
        Columns = [.. _columns.Select((c, i) => Complete(c!, _quantiles[i].Finish(), plan.Asked[i].ExactQuantiles))],
        Collections = [.. plan.Recipe.Collections.Select((c, i) => new CollectionStatistics(c.Name, _lengths[i]))],
        Warnings = plan.Warnings,
        EntryHash = _entries,
    };

    private static ColumnStatistics Complete(ColumnStatistics figures, QuantileSummary summary, int exactLimit)
    {
        double[] quantiles = summary.Quantiles(0.25, 0.5, 0.75);
        return figures with
        {
            Quantile25 = quantiles[0],
            Median = quantiles[1],
            Quantile75 = quantiles[2],
            Sketch = QuantileSketch.Of(summary, exactLimit),
        };
    }
}
