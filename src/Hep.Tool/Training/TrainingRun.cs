using Hep.Jagged;
using Hep.Onnx;
using Hep.Tool.Configuration;
using Hep.Tool.Terminal;
using Hep.Train;
using Hep.Train.TorchSharp;

namespace Hep.Tool.Training;

/// <summary>One training as a configuration describes it, with the engine that it names.</summary>
internal sealed class TrainingRun
{
    private const string TorchSharp = "torchsharp";

    /// <summary>The engines that a configuration may name.</summary>
    internal static readonly string[] Engines = [TorchSharp];

    private readonly NetworkSpecification _network;
    private readonly TrainingOptions _options;

    /// <summary>Checks that there is an engine of that name; libtorch is loaded only when training starts.</summary>
    public TrainingRun(NetworkSpecification network, TrainingOptions options)
    {
        if (!Engines.Contains(options.Engine))
            throw new ToolException($"training.engine: there is no engine '{options.Engine}'.{NearNames.Suggest(options.Engine, Engines)}"
                + $" This release has {string.Join(", ", Engines)}.");
        _network = network;
        _options = options;
    }

    /// <summary>Trains.</summary>
    public async Task<TrainingResult> FitAsync(ConfiguredData data, IProgress<EpochReport> progress, CancellationToken cancellationToken)
    {
        using ITrainingEngine engine = NewEngine();
        return await Trainer.FitAsync(data.Source, data.Features, engine, _options, progress, cancellationToken);
    }

    /// <summary>Trains a model for each fold.</summary>
    public async Task<FoldedTraining> FitFoldsAsync(ConfiguredData data, int folds, Action<FoldScores> scores,
        IProgress<EpochReport> progress, CancellationToken cancellationToken)
    {
        using ITrainingEngine engine = NewEngine();
        return await Trainer.FitFoldsAsync(data.Source, data.Features, engine, _options, folds, scores, progress, cancellationToken);
    }

    private TorchSharpEngine NewEngine() => TorchSharpEngine.IsAvailable(out string? why) ? new TorchSharpEngine(_network)
        : throw new ToolException($"The engine {TorchSharp} cannot be used here: {why}");
}
