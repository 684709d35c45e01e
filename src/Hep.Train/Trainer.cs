using System.Diagnostics;
using Hep.Jagged;
using Hep.Onnx;

namespace Hep.Train;

/// <summary>
/// Trains models on streams of events: splits them, takes statistics of the training part alone, builds the pipeline, and runs epochs
/// until the validation loss stops improving; classes may be weighed and mixed. What training holds and in which order it comes
/// depends on data, options and seed only.
/// </summary>
public static class Trainer
{
    /// <summary>Trains one model.</summary>
    /// <param name="data">
    /// Events with the columns that <paramref name="features"/> names, <c>hep.label</c> (a number, or a list of
    /// targets) and, where entries count differently, <c>hep.weight</c>.
    /// </param>
    /// <param name="features">What the network sees of an event.</param>
    /// <param name="engine">What does the mathematics; it stays the caller's.</param>
    /// <param name="options">How to train.</param>
    /// <param name="progress">Gets a report after each epoch.</param>
    /// <param name="cancellationToken">Ends training between two batches with <see cref="OperationCanceledException"/>.</param>
    /// <returns>The model with the best weights, its card and what it predicts for the validation part.</returns>
    /// <exception cref="TrainingException">Data, options or engine do not fit together, or the loss diverged.</exception>
    /// <exception cref="PipelineException">Columns or expressions do not fit the data.</exception>
    public static async Task<TrainingResult> FitAsync(
        IBatchSource data, FeatureSpecification features, ITrainingEngine engine, TrainingOptions options,
        IProgress<EpochReport>? progress = null, CancellationToken cancellationToken = default)
    {
        options.Check();
        engine.Check(options);
        using Activity? activity = TrainingTelemetry.StartTraining(engine.Name);
        using TrainingData prepared = await TrainingData.PrepareAsync(data, features, engine, options, cancellationToken)
            .ConfigureAwait(false);
        TrainingLoop loop = new(engine, prepared, options, progress);
        Evaluation? validation = await loop.RunAsync(cancellationToken).ConfigureAwait(false);
        IReadOnlyList<FeatureImportance> importances = validation is null ? []
            : await Importance.MeasureAsync(engine, prepared, options, cancellationToken).ConfigureAwait(false);
        OnnxModel model = engine.ToModel();
        ModelCard card = TrainingCard.Write(engine, model, prepared, options, loop.History, validation, importances);
        model.Metadata[OnnxModel.PipelineKey] = prepared.Pipeline.ToJson();
        model.Metadata[OnnxModel.CardKey] = card.ToJson();
        model.Seal();
        return new TrainingResult(model, card, prepared.Pipeline, prepared.Problem, validation) { ClassWeights = prepared.Weighed.InBins };
    }

    /// <summary>
    /// Trains k models for cross-validation: entries fall into k folds by what they are, model i learns from all but fold i, whose
    /// statistics its pipeline does not know either, and scores fold i. Within what it may see it keeps
    /// <see cref="TrainingOptions.Validation"/> of it for early stopping, so that no decision was made on what it scores. The models stay k
    /// files: each has a pipeline of its own, and which fold an event is in follows from where it is stored, or from columns that need
    /// not be features, and neither a graph nor a service knows these. The card of each says how to choose.
    /// </summary>
    /// <param name="data">As for <see cref="FitAsync"/>.</param>
    /// <param name="features">What the networks see of an event.</param>
    /// <param name="engine">What does the mathematics, model after model; it stays the caller's.</param>
    /// <param name="options">How to train each; checkpoints go to folders <c>fold-0</c>, <c>fold-1</c>…, and folds
    /// that were not begun begin anew when training is resumed.</param>
    /// <param name="folds">k, 2 or more.</param>
    /// <param name="scores">Gets the entries of each fold with the predictions of the model that never saw them.</param>
    /// <param name="progress">Gets a report after each epoch of each model.</param>
    /// <param name="cancellationToken">As for <see cref="FitAsync"/>.</param>
    /// <exception cref="TrainingException">As for <see cref="FitAsync"/>.</exception>
    /// <exception cref="PipelineException">As for <see cref="FitAsync"/>.</exception>
    public static Task<FoldedTraining> FitFoldsAsync(
        IBatchSource data, FeatureSpecification features, ITrainingEngine engine, TrainingOptions options, int folds,
        Action<FoldScores>? scores = null, IProgress<EpochReport>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(folds, 2);
        options.Check();
        engine.Check(options);
        return new Folds(data, features, options, scores).FitAsync(folds, engine, progress, cancellationToken);
    }
}
