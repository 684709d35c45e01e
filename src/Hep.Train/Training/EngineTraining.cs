using Hep.Onnx;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hep.Train;

/// <summary>The way of one engine from prepared data to a model with its pipeline and card.</summary>
internal static class EngineTraining
{
    /// <summary>Tells what the user should know of the data.</summary>
    public static void Warn(TrainingData data, TrainingOptions options)
    {
        ILogger logger = options.Logger ?? NullLogger.Instance;
        foreach (string warning in data.Warnings) TrainingTelemetry.LogWarning(logger, warning);
    }

    /// <summary>Everything that comes before the first batch: what there is to refuse is refused here.</summary>
    /// <exception cref="TrainingException">Data, options and engine do not fit together.</exception>
    public static void Start(ITrainingEngine engine, TrainingData data, TrainingOptions options)
    {
        TrainingProblem problem = data.ProblemFor(engine, options);
        DecidingFigure.Of(problem);
        engine.Start(problem);
    }

    /// <summary>Trains.</summary>
    /// <param name="engine">What learns.</param>
    /// <param name="data">From what.</param>
    /// <param name="passes">Where the batches of epochs come from.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Gets a report after each epoch.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static async Task<TrainingResult> RunAsync(ITrainingEngine engine, TrainingData data, IPasses passes, TrainingOptions options,
        IProgress<EpochReport>? progress, CancellationToken cancellationToken)
    {
        TrainingProblem problem = data.ProblemFor(engine, options);
        TrainingLoop loop = new(engine, problem, data, passes, progress);
        Evaluation? validation = await loop.RunAsync(cancellationToken).ConfigureAwait(false);
        IReadOnlyList<FeatureImportance> importances = validation is null ? []
            : await Importance.MeasureAsync(engine, problem, data.Validation, cancellationToken).ConfigureAwait(false);
        OnnxModel model = engine.ToModel();
        ModelCard card = TrainingCard.Write(engine, model, problem, data, loop.History, validation, importances);
        model.Metadata[OnnxModel.PipelineKey] = data.Pipeline.ToJson();
        model.Metadata[OnnxModel.CardKey] = card.ToJson();
        model.Seal();
        return new TrainingResult(model, card, data.Pipeline, problem, validation) { ClassWeights = data.Weighed.InBins };
    }
}
