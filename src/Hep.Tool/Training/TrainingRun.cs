using Hep.Jagged;
using Hep.Onnx;
using Hep.Tool.Arguments;
using Hep.Tool.Configuration;
using Hep.Tool.Terminal;
using Hep.Train;
using Hep.Train.ML;
using Hep.Train.Python;
using Hep.Train.TorchSharp;

namespace Hep.Tool.Training;

/// <summary>One training as a configuration describes it, with the engine that it names.</summary>
internal sealed class TrainingRun
{
    /// <summary>The engine of networks, and the one that needs no libtorch.</summary>
    public const string Torch = "torchsharp", MLNet = "mlnet";

    private const string Python = "python";

    /// <summary>The engines by name, each made of the section of the configuration that is its own.</summary>
    private static readonly Dictionary<string, (Type Engine, Func<ConfigurationFile, Invocation, ITrainingEngine> New)> Table =
        new(StringComparer.Ordinal)
        {
            [Torch] = (typeof(TorchSharpEngine), (configuration, _) => TorchSharpEngine.IsAvailable(out string? why)
                ? new TorchSharpEngine(configuration.Network())
                : throw new ToolException(
                    $"The engine {Torch} cannot be used here: {why} Boosted trees need no libtorch: --engine {MLNet}.")),
            [MLNet] = (typeof(MLNetEngine), (configuration, _) => new MLNetEngine(configuration.MLNet())),
            [Python] = (typeof(PythonEngine), (configuration, call) => configuration.Python() is { } script
                ? new PythonEngine(script.Script, script.Options with { Shard = Shard.FromEnvironment(), Output = new ScriptLines(call) })
                : throw new ToolException("The engine python runs a script: name it, \"python\": { \"script\": \"train.py\" }.")),
        };

    private readonly ConfigurationFile _configuration;
    private readonly TrainingOptions _options;
    private readonly Invocation _call;
    private readonly Func<ConfigurationFile, Invocation, ITrainingEngine> _newEngine;

    /// <summary>
    /// Checks that there is an engine of that name, and the sections of all; native libraries are loaded only when training starts.
    /// </summary>
    public TrainingRun(ConfigurationFile configuration, TrainingOptions options, Invocation call)
    {
        if (!Table.TryGetValue(options.Engine, out (Type Engine, Func<ConfigurationFile, Invocation, ITrainingEngine> New) row))
            throw new ToolException($"training.engine: there is no engine '{options.Engine}'.{NearNames.Suggest(options.Engine, Engines)}"
                + $" This release has {string.Join(", ", Engines)}.");
        if (options.Checkpoints is not null && !typeof(IResumableEngine).IsAssignableFrom(row.Engine))
            throw new ToolException($"The engine {options.Engine} cannot go on from a checkpoint: leave out --checkpoint and --resume. "
                + "Its training begins anew each time.");
        configuration.Network();
        configuration.MLNet();
        configuration.Python();
        (_configuration, _options, _call, _newEngine) = (configuration, options, call, row.New);
    }

    /// <summary>The engines that a configuration may name.</summary>
    internal static IEnumerable<string> Engines => Table.Keys;

    /// <summary>Whether this process is the one that writes, of several that train one model together.</summary>
    public bool IsFirst => _options.Engine != Python || Shard.FromEnvironment().Rank == 0;

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

    private ITrainingEngine NewEngine() => _newEngine(_configuration, _call);
}
