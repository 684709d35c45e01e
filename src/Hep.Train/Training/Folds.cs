using Hep.Jagged;
using Hep.Onnx;

namespace Hep.Train;

/// <summary>Trains one model for each fold, and scores that fold with it.</summary>
/// <param name="data">All entries.</param>
/// <param name="features">What the networks see.</param>
/// <param name="options">How to train each of them.</param>
/// <param name="scores">Gets the entries of each fold with their predictions.</param>
internal sealed class Folds(IBatchSource data, FeatureSpecification features, TrainingOptions options, Action<FoldScores>? scores)
{
    private ValidationPass? _outOfFold;

    public async Task<FoldedTraining> FitAsync(
        int count, ITrainingEngine engine, IProgress<EpochReport>? progress, CancellationToken cancellationToken)
    {
        if (options.Checkpoints is { Resume: true, Folder: var all }
            && !Enumerable.Range(0, count).Any(f => CheckpointFolder.HasAny(FolderOf(all, f))))
            throw CheckpointFolder.Empty(all);
        await CheckAsync(data, features, engine, options, count, cancellationToken).ConfigureAwait(false);
        List<TrainingResult> models = [];
        foreach (EntrySplit split in DivisionOf(options, count))
        {
            (IBatchSource seen, IBatchSource unseen) = data.SplitEntries(split);
            TrainingResult result = await Trainer
                .FitAsync(seen, features, engine, OptionsOf(split.Fold), progress, cancellationToken).ConfigureAwait(false);
            result.Mark(new CardFold(split.Fold, count, split.Seed, split.By));
            models.Add(result);
            await ScoreAsync(engine, result, unseen, split.Fold, cancellationToken).ConfigureAwait(false);
        }
        return new FoldedTraining(models, _outOfFold!.ToEvaluation());
    }

    /// <summary>
    /// Refuses folds whose models could not stand beside each other: what gives back its input gives as many cells as its pipeline has, and
    /// the pipelines of folds may have different ones.
    /// </summary>
    /// <returns>What the first of the models would see.</returns>
    /// <exception cref="TrainingException">Two folds have different cells.</exception>
    public static async Task<IBatchSource> CheckAsync(IBatchSource data, FeatureSpecification features, ITrainingEngine engine,
        TrainingOptions options, int count, CancellationToken cancellationToken)
    {
        IBatchSource[] seen = [.. DivisionOf(options, count).Select(s => data.SplitEntries(s).Training)];
        if (engine.Network is not UnsupervisedSpecification) return seen[0];
        IReadOnlyList<string>? first = null;
        EntrySplit split = new() { Validation = options.Validation, Seed = options.Seed, By = options.SplitBy };
        foreach (IBatchSource source in seen)
        {
            FeatureStatistics statistics = await FeatureStatistics.CollectAsync(
                source.SplitEntries(split).Training, features, cancellationToken: cancellationToken).ConfigureAwait(false);
            IReadOnlyList<string> cells = FeaturePipeline.Create(features, statistics).Cells;
            first ??= cells;
            if (first.Except(cells).Concat(cells.Except(first)).FirstOrDefault() is { } differing)
                throw new TrainingException($"Not all folds have a cell '{differing}', and what a network of kind '{engine.Network.Kind}' "
                    + "gives back are the cells: give each collection a number as 'length' (features.collections), and "
                    + "categories as lists.");
        }
        return seen[0];
    }

    /// <summary>
    /// Another seed than that of the validation part, which divides what is left: by one hash both would be one division.
    /// </summary>
    private static IReadOnlyList<EntrySplit> DivisionOf(TrainingOptions options, int count) =>
        new EntrySplit { Seed = (long)SeededRandom.Combine((ulong)options.Seed, (ulong)count), By = options.SplitBy }.IntoFolds(count);

    /// <summary>Those of all, with a folder of its own for checkpoints; a fold that was not begun begins anew.</summary>
    private TrainingOptions OptionsOf(int fold)
    {
        if (options.Checkpoints is not { } all) return options;
        string folder = FolderOf(all.Folder, fold);
        return options with { Checkpoints = all with { Folder = folder, Resume = all.Resume && CheckpointFolder.HasAny(folder) } };
    }

    private static string FolderOf(string all, int fold) => Path.Combine(all, $"fold-{fold}");

    private async Task ScoreAsync(
        ITrainingEngine engine, TrainingResult result, IBatchSource unseen, int fold, CancellationToken cancellationToken)
    {
        TrainingProblem problem = result.Problem;
        _outOfFold ??= new ValidationPass(engine, problem);
        await foreach (PaddedBatch batch in unseen.Vectorize(result.Pipeline, cancellationToken: cancellationToken).ConfigureAwait(false))
            using (batch)
            {
                float[] predictions = new float[batch.EntryCount * problem.OutputCount];
                await engine.PredictAsync(batch, predictions, cancellationToken).ConfigureAwait(false);
                if (!_outOfFold.Add(batch, predictions))
                    throw new TrainingException($"A prediction for fold {fold} is no finite number: scale the features, "
                        + "and let no NaN through.");
                scores?.Invoke(new FoldScores(fold, batch, predictions, problem.Heads));
            }
    }
}
