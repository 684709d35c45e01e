using Hep.Jagged;
using Hep.Onnx;

namespace Hep.Train;

/// <summary>Both sides of the split, vectorised by a pipeline whose statistics know the training side alone.</summary>
internal sealed class TrainingData : IDisposable
{
    private TrainingData(FeatureStatistics statistics, WeighedData weighed, FeaturePipeline pipeline, TrainingPart training,
        TrainingPart validation, TrainingProblem problem, DataFingerprint fingerprint)
    {
        Statistics = statistics;
        Weighed = weighed;
        Pipeline = pipeline;
        Training = training;
        Validation = validation;
        Problem = problem;
        Fingerprint = fingerprint;
    }

    public FeatureStatistics Statistics { get; }

    /// <summary>By what weights are multiplied.</summary>
    public WeighedData Weighed { get; }

    /// <summary>What the user should know of the data, a sentence each.</summary>
    public IEnumerable<string> Warnings => Statistics.Warnings.Concat(Weighed.InBins?.Warnings ?? []);

    public FeaturePipeline Pipeline { get; }

    public TrainingPart Training { get; }

    public TrainingPart Validation { get; }

    public TrainingProblem Problem { get; }

    public DataFingerprint Fingerprint { get; }

    /// <summary>
    /// Splits, takes statistics of the training part, and vectorises both parts; validation has the first claim on the memory, as it is
    /// read most.
    /// </summary>
    public static async Task<TrainingData> PrepareAsync(IBatchSource data, FeatureSpecification features, ITrainingEngine engine,
        TrainingOptions options, CancellationToken cancellationToken)
    {
        if (!engine.TakesGrids) features = features with { Grid = null };   // a model must not make for every event what nobody looks at
        else if (features.Grid is null)
            throw new TrainingException("network.kind: the network takes grids, and there are none: add the section 'grid', or "
                + "choose another.");
        ReadEntries read = new(data);
        EntrySplit split = new() { Validation = options.Validation, Seed = options.Seed, By = options.SplitBy };
        FeatureStatistics statistics = await FeatureStatistics
            .CollectAsync(read.SplitEntries(split).Training, features, cancellationToken: cancellationToken).ConfigureAwait(false);
        WeighedData weighed = await WeighedData.PrepareAsync(data, features, options, split, cancellationToken).ConfigureAwait(false);
        FeaturePipeline pipeline = FeaturePipeline.Create(features, statistics);
        (IBatchSource trainingSource, IBatchSource validationSource) = weighed.Source.SplitEntries(split);
        TrainingPart validation = await TrainingPart.PrepareAsync(
            validationSource, pipeline, options, mixing: null, options.Cache, cancellationToken).ConfigureAwait(false);
        TrainingPart? training = null;
        try
        {
            training = await TrainingPart.PrepareAsync(trainingSource, pipeline, options, options.Mixing,
                options.Cache - validation.ResidentBytes, cancellationToken).ConfigureAwait(false);
            TrainingProblem problem = training.Labels.ToProblem(pipeline, engine.Network, options);
            if (options.ClassWeights is { } classWeights) training.Labels.CheckNamed(classWeights.Factors.Keys, problem);
            if (training.Mixture is { } mixture) problem = problem with { MeanWeight = mixture.Groups.Sum(g => g.Share * g.MeanWeight) };
            if (options.Validation > 0) validation.Labels.CheckAgainst(training.Labels, problem);
            return new TrainingData(statistics, weighed, pipeline, training, validation,
                problem, FingerprintOf(read, training, validation, options));
        }
        catch
        {
            training?.Dispose();
            validation.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Training.Dispose();
        Validation.Dispose();
    }

    private static DataFingerprint FingerprintOf(ReadEntries read,
        TrainingPart training, TrainingPart validation, TrainingOptions options) => new()
    {
        FileCount = read.FileCount,
        Files = read.Files,
        Entries = read.EntryCount,
        TrainingEntries = training.EntryCount,
        ValidationEntries = validation.EntryCount,
        DroppedEntries = read.EntryCount - training.EntryCount - validation.EntryCount,
        TruncatedLists = training.TruncatedLists + validation.TruncatedLists,
        SplitBy = options.SplitBy.Count == 0 ? ["identity"] : options.SplitBy,
    };
}
