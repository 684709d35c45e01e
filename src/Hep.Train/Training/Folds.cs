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
        // Another seed than that of the validation part, which divides what is left: by one hash both would be one division.
        EntrySplit division = new() { Seed = (long)SeededRandom.Combine((ulong)options.Seed, (ulong)count), By = options.SplitBy };
        if (options.Checkpoints is { Resume: true, Folder: var all }
            && !Enumerable.Range(0, count).Any(f => CheckpointFolder.HasAny(FolderOf(all, f))))
            throw CheckpointFolder.Empty(all);
        List<TrainingResult> models = [];
        foreach (EntrySplit split in division.IntoFolds(count))
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
