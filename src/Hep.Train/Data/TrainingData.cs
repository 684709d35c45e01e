using Hep.Jagged;
using Hep.Onnx;

namespace Hep.Train;

/// <summary>
/// Both sides of the split, vectorised by a pipeline whose statistics know the training side alone. Several engines may read them at once.
/// </summary>
internal sealed class TrainingData : IDisposable, IPasses
{
    private TrainingData(FeatureStatistics statistics, WeighedData weighed, FeaturePipeline pipeline, TrainingPart training,
        TrainingPart validation, DataFingerprint fingerprint)
    {
        Statistics = statistics;
        Weighed = weighed;
        Pipeline = pipeline;
        Training = training;
        Validation = validation;
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

    public DataFingerprint Fingerprint { get; }

    /// <summary>
    /// Splits, takes statistics of the training part, and vectorises both parts; validation has the first claim on the memory, as it is
    /// read most.
    /// </summary>
    /// <param name="data">The entries.</param>
    /// <param name="features">What is seen of them.</param>
    /// <param name="takesGrids">Whether that includes grids.</param>
    /// <param name="options">How to train.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static async Task<TrainingData> PrepareAsync(IBatchSource data, FeatureSpecification features, bool takesGrids,
        TrainingOptions options, CancellationToken cancellationToken)
    {
        if (!takesGrids) features = features with { Grid = null };   // a model must not make for every event what nobody looks at
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
            return new TrainingData(
                statistics, weighed, pipeline, training, validation, FingerprintOf(read, training, validation, options));
        }
        catch
        {
            training?.Dispose();
            validation.Dispose();
            throw;
        }
    }

    /// <summary>What these entries set an engine to learn.</summary>
    /// <exception cref="TrainingException">They do not fit the network or the options.</exception>
    public TrainingProblem ProblemFor(ITrainingEngine engine, TrainingOptions options)
    {
        TrainingProblem problem = Training.Labels.ToProblem(Pipeline, engine.Network, options);
        if (options.ClassWeights is { } classWeights) Training.Labels.CheckNamed(classWeights.Factors.Keys, problem);
        if (Training.Mixture is { } mixture) problem = problem with { MeanWeight = mixture.Groups.Sum(g => g.Share * g.MeanWeight) };
        if (options.Validation > 0) Validation.Labels.CheckAgainst(Training.Labels, problem);
        return problem;
    }

    bool IPasses.ReadAhead => true;

    IAsyncEnumerable<PlacedBatch<PaddedBatch>> IPasses.ReadTrainingAsync(
        int epoch, BatchPosition? from, CancellationToken cancellationToken) =>
        Training.ReadShuffledAsync(epoch, from, cancellationToken);

    IAsyncEnumerable<PaddedBatch> IPasses.ReadValidationAsync(CancellationToken cancellationToken) =>
        Validation.ReadInOrderAsync(cancellationToken);

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
