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
    private const string TorchSharp = "torchsharp", Python = "python";

    /// <summary>The engines by name, each made of the section of the configuration that is its own.</summary>
    private static readonly Dictionary<string, Func<ConfigurationFile, Invocation, ITrainingEngine>> Table = new(StringComparer.Ordinal)
    {
        [TorchSharp] = (configuration, _) => TorchSharpEngine.IsAvailable(out string? why)
            ? new TorchSharpEngine(configuration.Network())
            : throw new ToolException($"The engine torchsharp cannot be used here: {why} Boosted trees need no libtorch: --engine mlnet."),
        ["mlnet"] = (configuration, _) => new MLNetEngine(configuration.MLNet()),
        [Python] = (configuration, call) => configuration.Python() is { } script
            ? new PythonEngine(script.Script, script.Options with { Shard = Shard.FromEnvironment(), Output = new ScriptLines(call) })
            : throw NoScript(),
    };

    private readonly ConfigurationFile _configuration;
    private readonly TrainingOptions _options;
    private readonly Invocation _call;

    /// <summary>
    /// Checks that there is an engine of that name, and the sections of all; native libraries are loaded only when training starts.
    /// </summary>
    public TrainingRun(ConfigurationFile configuration, TrainingOptions options, Invocation call)
    {
        if (!Table.ContainsKey(options.Engine))
            throw new ToolException($"training.engine: there is no engine '{options.Engine}'.{NearNames.Suggest(options.Engine, Engines)}"
                + $" This release has {string.Join(", ", Engines)}.");
        configuration.Network();
        configuration.MLNet();
        configuration.Python();
        (_configuration, _options, _call) = (configuration, options, call);
    }

    /// <summary>Refuses data, labels and sections that do not go together, before anything is read of the entries.</summary>
    /// <exception cref="ToolException">They do not.</exception>
    public void Check(ConfiguredData data)
    {
        NetworkSpecification network = _configuration.Network();
        IReadOnlyList<HeadSpecification> heads = network is SupervisedSpecification supervised ? supervised.Heads : [];
        bool hasNetwork = _options.Engine == TorchSharp;
        bool learnsLabels = _options.Task != TrainingTask.Reconstruction && !(hasNetwork && network is UnsupervisedSpecification);
        if (learnsLabels && data.TargetCount == 0)
            throw new ToolException("The entries have no labels: give each source a 'label', or train an autoencoder, which needs none.");
        if (!hasNetwork && heads.Count > 0)
            throw new ToolException($"network.heads: the engine {_options.Engine} has no heads of its own, it learns all labels together: "
                + $"leave them out, or train with {TorchSharp}.");
        if (heads.FirstOrDefault(h => h.Targets.Any(t => t >= data.TargetCount)) is { } head)
            throw new ToolException($"network.heads.{head.Name}: there is no label {head.Targets.Max()}, each entry has "
                + $"{data.TargetCount}, from 0 on.");
        if (hasNetwork && network is ConvolutionSpecification && data.Features.Grid is null)
            throw new ToolException("The network takes grids, and there are none: add the section 'grid', or choose another network.");
        if (_options.Engine == Python && !File.Exists((_configuration.Python() ?? throw NoScript()).Script))
            throw new ToolException($"There is no script '{_configuration.Python()!.Script}'.");
    }

    /// <summary>The engines that a configuration may name.</summary>
    internal static IEnumerable<string> Engines => Table.Keys;

    /// <summary>Whether this process is the one that writes, of several that train one model together.</summary>
    public bool IsFirst => _options.Engine != Python || Shard.FromEnvironment().Rank == 0;

    /// <summary>The figure that decides.</summary>
    public string Monitor => _options.Monitor;

    /// <summary>Trains.</summary>
    public async Task<TrainingResult> FitAsync(ConfiguredData data, IProgress<EpochReport> progress, CancellationToken cancellationToken)
    {
        using ITrainingEngine engine = NewEngine();
        return await Trainer.FitAsync(data.Source, data.Features, engine, _options, progress, cancellationToken);
    }

    /// <summary>Checks, without training, that everything fits together.</summary>
    /// <param name="data">The entries.</param>
    /// <param name="folds">How many models there are to be.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task CheckAsync(ConfiguredData data, int folds, CancellationToken cancellationToken)
    {
        using ITrainingEngine engine = NewEngine();
        await Trainer.CheckAsync(data.Source, data.Features, engine, _options, folds, cancellationToken);
    }

    /// <summary>Trains a model for each fold.</summary>
    public async Task<FoldedTraining> FitFoldsAsync(ConfiguredData data, int folds, Action<FoldScores> scores,
        IProgress<EpochReport> progress, CancellationToken cancellationToken)
    {
        using ITrainingEngine engine = NewEngine();
        return await Trainer.FitFoldsAsync(data.Source, data.Features, engine, _options, folds, scores, progress, cancellationToken);
    }

    private static ToolException NoScript() =>
        new("The engine python runs a script: name it, \"python\": { \"script\": \"train.py\" }.");

    private ITrainingEngine NewEngine() => Table[_options.Engine](_configuration, _call);
}
