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
        using Activity? activity = TrainingTelemetry.StartTraining(engine.Name);
        using TrainingData prepared = await TrainingData.PrepareAsync(data, features, engine, options, cancellationToken)
            .ConfigureAwait(false);
        TrainingLoop loop = new(engine, prepared, options, progress);
        Evaluation? validation = await loop.RunAsync(cancellationToken).ConfigureAwait(false);
        OnnxModel model = engine.ToModel();
        ModelCard card = TrainingCard.Write(engine, model, prepared, options, loop.History, validation);
        model.Metadata[OnnxModel.PipelineKey] = prepared.Pipeline.ToJson();
        model.Metadata[OnnxModel.CardKey] = card.ToJson();
        return new TrainingResult(model, card, prepared.Pipeline, validation) { ClassWeights = prepared.Weighed.InBins };
    }
}
