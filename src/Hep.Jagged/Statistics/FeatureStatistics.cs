using System.Collections.Immutable;

namespace Hep.Jagged;

/// <summary>
/// Pass 1: what a specification's features are like in a dataset, after cuts and selection of objects. Immutable. Statistics of
/// parts merge into those of the whole: counts, limits, lengths and categories exactly and in any grouping, mean and variance to
/// rounding (about 1e-14 of the column's spread), quantiles within the sketch's bound.
/// </summary>
public sealed class FeatureStatistics
{
    internal FeatureStatistics(FeatureRecipe recipe) => Recipe = recipe;

    /// <summary>The raw columns that were read, as they were.</summary>
    public Schema InputSchema => Recipe.Input;

    /// <summary>Entries read.</summary>
    public required long EntriesSeen { get; init; }

    /// <summary>Entries that passed the cut: those that the figures are of.</summary>
    public required long EntriesKept { get; init; }

    /// <summary>The features, in the order of their cells.</summary>
    public required ImmutableArray<ColumnStatistics> Columns { get; init; }

    /// <summary>The collections of the features, in the order of their first feature.</summary>
    public required ImmutableArray<CollectionStatistics> Collections { get; init; }

    /// <summary>What the user should know: columns that a glob met and that were left out, options that touch no feature.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];

    /// <summary>
    /// By what the weights of entries are multiplied in bins of chosen columns, where it was taken with the figures; null: it was not.
    /// Kept with them, so that one document holds all that pass 1 finds; it does not merge.
    /// </summary>
    public ClassWeights? ClassWeights { get; private init; }

    /// <summary>
    /// Tells what the figures are of from anything else: the entries that were seen, of which files, in any order, and the raw columns with
    /// what is made of them. 32 hexadecimal digits.
    /// </summary>
    public string Fingerprint => StatisticsFingerprint.ToText(Recipe, EntryHash);

    internal FeatureRecipe Recipe { get; }

    /// <summary>The sum of the hashes of the entries.</summary>
    internal ulong EntryHash { get; init; }

    /// <summary>
    /// Reads a source once and gathers the statistics of the features that a specification names. Columns that nothing asks for are not
    /// read.
    /// </summary>
    /// <param name="source">The entries; when training, those of the training part.</param>
    /// <param name="specification">Which columns, cuts and selections.</param>
    /// <param name="threads">Threads that compute, besides those that read; the figures are the same for any number.</param>
    /// <param name="progress">Told the number of entries read after each batch.</param>
    /// <param name="cancellationToken">Ends the pass with <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="PipelineException">The specification does not fit the source's columns.</exception>
    public static Task<FeatureStatistics> CollectAsync(
        IBatchSource source, FeatureSpecification specification, int threads = 1,
        IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(specification);
        // Resolved against all columns, as globs and warnings speak of all of them; read are those that the recipe uses.
        StatisticsPlan plan = new(specification, source.Schema);
        return CollectAsync(source.WithColumns(plan.Recipe.Input).ReadAsync(0, cancellationToken),
            new StatisticsCollector(plan, threads), progress, cancellationToken);
    }

    /// <summary>The statistics of the entries of both.</summary>
    /// <exception cref="PipelineException">
    /// They are of different features, cuts or selections, or hold weights of classes, which have to be taken of all entries.
    /// </exception>
    public FeatureStatistics Merge(FeatureStatistics other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (ClassWeights is not null || other.ClassWeights is not null)
            throw new PipelineException("Weights of classes cannot be merged: merge the statistics without them, take the weights of all "
                + "entries with ClassWeights.CollectAsync, and add them with WithClassWeights.");
        if (!Recipe.SelectsAs(other.Recipe))
            throw new PipelineException(
                "Statistics of different features, definitions or cuts cannot be merged: take both with one specification.");
        return new FeatureStatistics(Recipe)
        {
            EntryHash = EntryHash + other.EntryHash,
            EntriesSeen = EntriesSeen + other.EntriesSeen,
            EntriesKept = EntriesKept + other.EntriesKept,
            Columns = [.. Columns.Zip(other.Columns, (a, b) => a.With(b))],
            Collections = [.. Collections.Zip(other.Collections, (a, b) => new CollectionStatistics(a.Name, a.Lengths.With(b.Lengths)))],
            Warnings = [.. Warnings.Union(other.Warnings)],
        };
    }

    /// <summary>The same with weights of classes.</summary>
    public FeatureStatistics WithClassWeights(ClassWeights weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        return new FeatureStatistics(Recipe)
        {
            EntryHash = EntryHash,
            EntriesSeen = EntriesSeen,
            EntriesKept = EntriesKept,
            Columns = Columns,
            Collections = Collections,
            Warnings = Warnings,
            ClassWeights = weights,
        };
    }

    /// <summary>
    /// The statistics as a document; numbers read back exactly, NaN is null. Quantiles are written as they are, and merge no more once
    /// read.
    /// </summary>
    public string ToJson() => StatisticsDocument.Write(this);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="PipelineException">The document is no such thing: <see cref="PipelineException.Path"/> says where.</exception>
    public static FeatureStatistics FromJson(string json) => StatisticsDocument.Read(json);

    private static async Task<FeatureStatistics> CollectAsync(
        IAsyncEnumerable<EntryBatch> batches, StatisticsCollector collector, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        await foreach (EntryBatch batch in batches.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            using (batch) collector.Add(batch);
            progress?.Report(collector.EntriesSeen);
        }
        return collector.Finish();
    }
}
