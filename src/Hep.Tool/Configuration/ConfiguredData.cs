using Hep.Jagged;
using Hep.Root.IO;
using Hep.Tool.Arguments;
using Hep.Tool.Terminal;

namespace Hep.Tool.Configuration;

/// <summary>The entries of a configuration's dataset with the columns that its features need, and nothing else read.</summary>
internal sealed record ConfiguredData(IBatchSource Source, FeatureSpecification Features)
{
    /// <summary>Opens the files, and checks features, labels and weights against their columns.</summary>
    /// <param name="configuration">The file.</param>
    /// <param name="call">How to read.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <param name="also">Columns that are needed besides, such as those that decide a split.</param>
    public static async Task<ConfiguredData> OpenAsync(ConfigurationFile configuration, Invocation call, CancellationToken cancellationToken, params IReadOnlyList<string> also)
    {
        FeatureSpecification features = configuration.Features();
        DatasetOptions options = new() { Reading = call.ReadOptions };
        RootDataset dataset = await RootDataset.OpenAsync(configuration.Dataset(), options, cancellationToken);
        IEnumerable<string> needed = configuration.Read(() => features.GetInputColumns(dataset.Schema)).Select(c => c.Name);
        IEnumerable<string> targets = dataset.Schema.Select(c => c.Name).Where(DatasetColumns.IsReserved);
        return new ConfiguredData(dataset.SelectColumns([.. needed.Concat(also).Concat(targets).Distinct(StringComparer.Ordinal)]), features);
    }

    /// <summary>The numbers in a label; 0 where entries have none.</summary>
    public int TargetCount => Source.Schema.TryGet(DatasetColumns.Label, out ColumnSchema? label) ? label.FixedCount : 0;

    /// <summary>Pass 1 over all entries, in stored order.</summary>
    public async Task<FeatureStatistics> CollectAsync(Invocation call, CancellationToken cancellationToken)
    {
        using ProgressLine progress = call.Progress("statistics", "entries", Source.EntryCount);
        return await FeatureStatistics.CollectAsync(Source, Features, progress, cancellationToken);
    }
}
