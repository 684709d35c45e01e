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
/// <param name="Reweighting">How classes are weighted in bins; null: they are not.</param>
/// <param name="ColumnCount">The columns that are read.</param>
internal sealed record ConfiguredData(RootDataset Source, FeatureSpecification Features, ClassWeighting? Reweighting, int ColumnCount)
{
    // What was learnt of the files lies beside their statistics, unless the configuration has a place for it.
    private const string KeptFiles = "files.jsonl";

    /// <summary>The folder that keeps the statistics of each file; null: none.</summary>
    public string? Keep { get; private init; }

    /// <summary>Opens the files, and checks features, labels and weights against their columns.</summary>
    /// <param name="configuration">The file.</param>
    /// <param name="call">How to read.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <param name="splitBy">Columns that are needed besides, as they decide a split.</param>
    public static Task<ConfiguredData> OpenAsync(ConfigurationFile configuration,
        Invocation call, CancellationToken cancellationToken, params IReadOnlyList<string> splitBy) =>
        OpenAsync(configuration, configuration.Dataset(), call, splitBy, cancellationToken);

    /// <summary>The same with a folder that keeps what is known of each file: those that have not changed are not even opened.</summary>
    /// <param name="configuration">The file.</param>
    /// <param name="call">How to read.</param>
    /// <param name="keep">The folder, which is made where it does not exist; null: none.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="ToolException">There can be no such folder.</exception>
    public static async Task<ConfiguredData> OpenAsync(
        ConfigurationFile configuration, Invocation call, string? keep, CancellationToken cancellationToken)
    {
        if (keep is null) return await OpenAsync(configuration, call, cancellationToken);
        string folder = call.FullPath(keep);
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ToolException($"Nothing can be kept in '{keep}': {failure.Message}", failure);
        }
        DatasetSpecification dataset = configuration.Dataset();
        dataset = dataset with { MetadataCache = dataset.MetadataCache ?? Path.Combine(folder, KeptFiles) };
        return await OpenAsync(configuration, dataset, call, [], cancellationToken) with { Keep = folder };
    }

    private static async Task<ConfiguredData> OpenAsync(ConfigurationFile configuration, DatasetSpecification specification,
        Invocation call, IReadOnlyList<string> splitBy, CancellationToken cancellationToken)
    {
        FeatureSpecification features = configuration.Features();
        ClassWeighting? reweighting = configuration.Reweighting();
        DatasetOptions options = new() { Reading = call.ReadOptions, Opening = call.Session.Opening };
        RootDataset dataset = await RootDataset.OpenAsync(specification, options, cancellationToken);
        IEnumerable<string> needed = configuration.Read(() => features.GetInputColumns(dataset.Schema)
            .Concat(reweighting?.GetInputColumns(dataset.Schema, features).AsEnumerable() ?? [])).Select(c => c.Name);
        if (reweighting is not null) configuration.Read(() => CheckClasses(dataset.Schema));
        configuration.Read(() => splitBy.All(c => DecidesSplit(dataset.Schema, c)));
        IEnumerable<string> targets = dataset.Schema.Select(c => c.Name).Where(DatasetColumns.IsReserved);
        // Refuses what some file lacks before anything is read.
        IBatchSource read = dataset.SelectColumns([.. needed.Concat(splitBy).Concat(targets).Distinct(StringComparer.Ordinal)]);
        return new ConfiguredData(dataset, features, reweighting, read.Schema.Count);
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

    /// <summary>Pass 1 over the entries, in stored order: the features, and the weights of classes where they are wanted.</summary>
    /// <returns>The statistics, and what was kept of them where there is a folder for it.</returns>
    public async Task<(FeatureStatistics Statistics, KeptStatistics? Kept)> CollectAsync(
        Invocation call, CancellationToken cancellationToken)
    {
        (FeatureStatistics statistics, KeptStatistics? kept) = await CollectFeaturesAsync(call, cancellationToken);
        return Reweighting is null
            ? (statistics, kept)
            : (statistics.WithClassWeights(await ClassWeights.CollectAsync(Source, Features, Reweighting, cancellationToken)), kept);
    }

    /// <summary>Tells how much was known, and what is wrong with the folder that kept it.</summary>
    public static void TellKept(Invocation call, KeptStatistics? kept)
    {
        if (kept is null) return;
        foreach (string warning in kept.Warnings) call.Say($"{warning}");
        call.Say($"statistics of files: {kept.KnownFileCount:N0} known, {kept.ReadFileCount:N0} read");
    }

    /// <summary>The entries with their weights as the configuration wants them.</summary>
    /// <param name="statistics">What pass 1 found.</param>
    /// <exception cref="ToolException">The weights of classes are missing in it, or were taken in another way.</exception>
    public IBatchSource Weighted(FeatureStatistics statistics)
    {
        if (Reweighting is null) return Source;
        if (statistics.ClassWeights is not { } weights)
            throw new ToolException("The statistics hold no weights of classes, and the configuration asks for them (dataset.reweight): "
                + "let hep fit take them anew with it.");
        return weights.AreFor(Reweighting)
            ? Source.Reweight(weights, Features)
            : throw new ToolException("The weights of classes in the statistics were taken in another way than dataset.reweight says: "
                + "let hep fit take them anew with this configuration.");
    }

    private async Task<(FeatureStatistics Statistics, KeptStatistics? Kept)> CollectFeaturesAsync(
        Invocation call, CancellationToken cancellationToken)
    {
        using ProgressLine progress = call.Progress("statistics", "entries", Source.EntryCount);
        if (Keep is null)
            return (await FeatureStatistics.CollectAsync(Source, Features, call.ReadOptions.Threads, progress, cancellationToken), null);
        KeptStatistics kept = await Source.CollectStatisticsAsync(Features, Keep, progress, cancellationToken);
        return (kept.Statistics, kept);
    }

    private static bool DecidesSplit(Schema schema, string name) =>
        !schema.TryGet(name, out ColumnSchema? column)
            ? throw new PipelineException(
                $"training.split_by: there is no column '{name}'.{NearNames.Suggest(name, schema.Select(c => c.Name))}")
                { Path = "training.split_by" }
            : column.Dimensions.IsEmpty ? true
            : throw new PipelineException($"training.split_by: '{column}' has not one value an entry, by which it is told apart.")
                { Path = "training.split_by" };

    private static bool CheckClasses(Schema schema) =>
        schema.TryGet(DatasetColumns.Label, out ColumnSchema? label) && label.FixedCount == 1 ? true
            : throw new PipelineException("dataset.reweight: classes are told by one label an entry: give each source a 'label'.")
                { Path = "dataset.reweight" };
}
