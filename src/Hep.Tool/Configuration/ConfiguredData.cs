using Hep.Jagged;
using Hep.Root.IO;
using Hep.Tool.Arguments;
using Hep.Tool.Terminal;

namespace Hep.Tool.Configuration;

/// <summary>
/// The entries of a configuration's dataset with what its features say; each pass reads the columns that it needs, and no others.
/// </summary>
/// <param name="Source">All columns of the files, and those that the dataset adds.</param>
/// <param name="Features">What a network gets to see of them.</param>
/// <param name="ColumnCount">The columns that are read.</param>
internal sealed record ConfiguredData(RootDataset Source, FeatureSpecification Features, int ColumnCount)
{
    /// <summary>Opens the files, and checks features, labels and weights against their columns.</summary>
    /// <param name="configuration">The file.</param>
    /// <param name="call">How to read.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <param name="also">Columns that are needed besides, such as those that decide a split.</param>
    public static async Task<ConfiguredData> OpenAsync(ConfigurationFile configuration,
        Invocation call, CancellationToken cancellationToken, params IReadOnlyList<string> also)
    {
        FeatureSpecification features = configuration.Features();
        DatasetOptions options = new() { Reading = call.ReadOptions, Opening = call.Session.Opening };
        RootDataset dataset = await RootDataset.OpenAsync(configuration.Dataset(), options, cancellationToken);
        IEnumerable<string> needed = configuration.Read(() => features.GetInputColumns(dataset.Schema)).Select(c => c.Name);
        IEnumerable<string> targets = dataset.Schema.Select(c => c.Name).Where(DatasetColumns.IsReserved);
        // Refuses what some file lacks before anything is read.
        IBatchSource read = dataset.SelectColumns([.. needed.Concat(also).Concat(targets).Distinct(StringComparer.Ordinal)]);
        return new ConfiguredData(dataset, features, read.Schema.Count);
    }

    /// <summary>The numbers in a label; 0 where entries have none.</summary>
    public int TargetCount => Source.Schema.TryGet(DatasetColumns.Label, out ColumnSchema? label) ? label.FixedCount : 0;

    /// <summary>Tells which files were skipped so far, each once.</summary>
    public void TellSkipped(Invocation call)
    {
        foreach (SkippedFile skipped in Source.Skipped.DistinctBy(s => s.Location)) call.Say($"skipped {skipped}");
    }

    /// <summary>The same of some clusters of the files.</summary>
    public ConfiguredData Sampled(double fraction) => this with { Source = Source.WithSample(new DatasetSample(fraction)) };

    /// <summary>Pass 1 over the entries, in stored order.</summary>
    public async Task<FeatureStatistics> CollectAsync(Invocation call, CancellationToken cancellationToken)
    {
        using ProgressLine progress = call.Progress("statistics", "entries", Source.EntryCount);
        return await FeatureStatistics.CollectAsync(Source, Features, call.ReadOptions.Threads, progress, cancellationToken);
    }
}
