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

/// <summary>A training as a configuration describes it, with the engine that it names, or several.</summary>
internal sealed class TrainingRun
{
    private const string Python = "python";

    /// <summary>The engines by name, each made of the section of the configuration that is its own.</summary>
    private static readonly Dictionary<string, Func<ConfigurationFile, Invocation, ITrainingEngine>> Table = new(StringComparer.Ordinal)
    {
        ["torchsharp"] = (configuration, _) => TorchSharpEngine.IsAvailable(out string? why)
            ? new TorchSharpEngine(configuration.Network())
            : throw new ToolException($"The engine torchsharp cannot be used here: {why} Boosted trees need no libtorch: --engine mlnet."),
        ["mlnet"] = (configuration, _) => new MLNetEngine(configuration.MLNet()),
        [Python] = (configuration, call) => configuration.Python() is { } script
            ? new PythonEngine(script.Script, script.Options with { Shard = Shard.FromEnvironment(), Output = new ScriptLines(call) })
            : throw new ToolException("The engine python runs a script: name it, \"python\": { \"script\": \"train.py\" }."),
    };

    private readonly ConfigurationFile _configuration;
    private readonly TrainingOptions _options;
    private readonly IReadOnlyList<string> _names;
    private readonly Invocation _call;

    /// <summary>
    /// Checks that there are engines of these names, and the sections of all; native libraries are loaded only when training starts.
    /// </summary>
    public TrainingRun(ConfigurationFile configuration, TrainingOptions options, IReadOnlyList<string> engines, Invocation call)
    {
        foreach (string name in engines)
            if (!Table.ContainsKey(name))
                throw new ToolException($"training.engine: there is no engine '{name}'.{NearNames.Suggest(name, Engines)}"
                    + $" This release has {string.Join(", ", Engines)}.");
        if (engines.Distinct(StringComparer.Ordinal).Count() < engines.Count)
            throw new ToolException("--engine names the same engine twice: each trains one model.");
        configuration.Network();
        configuration.MLNet();
        configuration.Python();
        (_configuration, _options, _names, _call) = (configuration, options with { Engine = engines[0] }, engines, call);
    }

    /// <summary>The engines that a configuration may name.</summary>
    internal static IEnumerable<string> Engines => Table.Keys;

    /// <summary>Whether this process is the one that writes, of several that train one model together.</summary>
    public bool IsFirst => !_names.Contains(Python) || Shard.FromEnvironment().Rank == 0;

    /// <summary>Trains with the one engine.</summary>
    public async Task<TrainingResult> FitAsync(ConfiguredData data, IProgress<EpochReport> progress, CancellationToken cancellationToken)
    {
        using ITrainingEngine engine = NewEngine(_options.Engine);
        return await Trainer.FitAsync(data.Source, data.Features, engine, _options, progress, cancellationToken);
    }

    /// <summary>Trains a model for each fold.</summary>
    public async Task<FoldedTraining> FitFoldsAsync(ConfiguredData data, int folds, Action<FoldScores> scores,
        IProgress<EpochReport> progress, CancellationToken cancellationToken)
    {
        using ITrainingEngine engine = NewEngine(_options.Engine);
        return await Trainer.FitFoldsAsync(data.Source, data.Features, engine, _options, folds, scores, progress, cancellationToken);
    }

    /// <summary>Trains with all engines, on data that are read once.</summary>
    public async Task<IReadOnlyList<TrainingResult>> FitAllAsync(
        ConfiguredData data, IProgress<EngineReport> progress, CancellationToken cancellationToken)
    {
        List<ITrainingEngine> engines = [];
        try
        {
            foreach (string name in _names) engines.Add(NewEngine(name));
            return await Trainer.FitAllAsync(data.Source, data.Features, engines, _options, progress, cancellationToken);
        }
        finally
        {
            engines.ForEach(e => e.Dispose());
        }
    }

    private ITrainingEngine NewEngine(string name) => Table[name](_configuration, _call);
}
