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
        EngineLimits.Check(engine, options);
        using Activity? activity = TrainingTelemetry.StartTraining(engine.Name);
        using TrainingData prepared = await TrainingData.PrepareAsync(data, features, engine.TakesGrids, options, cancellationToken)
            .ConfigureAwait(false);
        EngineTraining.Warn(prepared, options);
        return await EngineTraining.RunAsync(engine, prepared, prepared, options, progress, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Trains a model with each of several engines at once: the data are split, summarised and, epoch by epoch, read once, and each batch
    /// goes to all engines that still train. Each has its own early stopping, figures and card, and its model is the one that it would
    /// have made alone. The slowest sets the pace, and the time that the others wait for it is in their reports. An
    /// <see cref="IFittingEngine"/> reads the same entries by itself, as often as it has to.
    /// </summary>
    /// <param name="data">As for <see cref="FitAsync"/>.</param>
    /// <param name="features">What all of them see of an event: either all take grids, or none.</param>
    /// <param name="engines">One or more, each once; they stay the caller's.</param>
    /// <param name="options">
    /// How to train each of them, without checkpoints; <see cref="TrainingOptions.Engine"/> is replaced by the first word of the engine's
    /// name. Metrics, logger and progress are used by several threads.
    /// </param>
    /// <param name="progress">Gets a report after each epoch of each engine, one at a time.</param>
    /// <param name="cancellationToken">As for <see cref="FitAsync"/>.</param>
    /// <returns>A model for each engine, in their order.</returns>
    /// <exception cref="ArgumentException">There is no engine, or one stands there twice.</exception>
    /// <exception cref="TrainingException">
    /// As for <see cref="FitAsync"/>; the first engine that fails ends all, and its name stands in the message.
    /// </exception>
    /// <exception cref="PipelineException">As for <see cref="FitAsync"/>.</exception>
    public static async Task<IReadOnlyList<TrainingResult>> FitAllAsync(
        IBatchSource data, FeatureSpecification features, IReadOnlyList<ITrainingEngine> engines, TrainingOptions options,
        IProgress<EngineReport>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(engines);
        options.Check();
        JointTraining.Check(engines, options);
        using TrainingData prepared = await TrainingData.PrepareAsync(data, features, engines[0].TakesGrids, options, cancellationToken)
            .ConfigureAwait(false);
        EngineTraining.Warn(prepared, options);
        return await new JointTraining(prepared, options, progress).RunAsync(engines, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Checks that data, features, options and engine fit together, without training: everything that comes before the first batch is done,
    /// labels and cuts among it, which takes the passes over the data that it takes there. What is odd goes to the logger.
    /// </summary>
    /// <param name="data">As for <see cref="FitAsync"/>.</param>
    /// <param name="features">As for <see cref="FitAsync"/>.</param>
    /// <param name="engine">What would train; it has an untrained model afterwards.</param>
    /// <param name="options">How to train.</param>
    /// <param name="folds">How many folds there are to be; 1: one model.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="TrainingException">They do not; the message says what <see cref="FitAsync"/> would.</exception>
    /// <exception cref="PipelineException">As for <see cref="FitAsync"/>.</exception>
    public static async Task CheckAsync(IBatchSource data, FeatureSpecification features, ITrainingEngine engine, TrainingOptions options,
        int folds = 1, CancellationToken cancellationToken = default)
    {
        options.Check();
        EngineLimits.Check(engine, options);
        if (folds > 1) data = await Folds.CheckAsync(data, features, engine, options, folds, cancellationToken).ConfigureAwait(false);
        // What is read is looked at once, and need not be kept.
        using TrainingData prepared = await TrainingData.PrepareAsync(data, features, engine.TakesGrids, options with { Cache = 0 },
            cancellationToken).ConfigureAwait(false);
        EngineTraining.Warn(prepared, options);
        EngineTraining.Start(engine, prepared, options);
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
