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
    /// <summary>The engine of networks, and the one that needs no libtorch.</summary>
    public const string Torch = "torchsharp", MLNet = "mlnet";

    private const string Python = "python";

    /// <summary>The engines by name, each made of the section of the configuration that is its own.</summary>
    private static readonly Dictionary<string, Func<ConfigurationFile, Invocation, ITrainingEngine>> Table = new(StringComparer.Ordinal)
    {
        [Torch] = (configuration, _) => TorchSharpEngine.IsAvailable(out string? why)
            ? new TorchSharpEngine(configuration.Network())
            : throw new ToolException($"The engine {Torch} cannot be used here: {why} Boosted trees need no libtorch: --engine {MLNet}."),
        [MLNet] = (configuration, _) => new MLNetEngine(configuration.MLNet()),
        [Python] = (configuration, call) => configuration.Python() is { } script
            ? new PythonEngine(script.Script, script.Options with { Shard = Shard.FromEnvironment(), Output = new ScriptLines(call) })
            : throw NoScript(),
    };

    private readonly ConfigurationFile _configuration;
    private readonly TrainingOptions _options;
    private readonly Invocation _call;

    /// <summary>
    /// Checks that there are engines of these names, and the sections of all; native libraries are loaded only when training starts.
    /// </summary>
    public TrainingRun(ConfigurationFile configuration, TrainingOptions options, IReadOnlyList<string> engines, Invocation call)
    {
        foreach (string name in engines)
            if (!Table.ContainsKey(name))
                throw new ToolException($"training.engine: there is no engine '{name}'.{NearNames.Suggest(name, Known)}"
                    + $" This release has {string.Join(", ", Known)}.");
        if (options.Checkpoints is not null && engines.FirstOrDefault(e => e != Torch) is { } single)
            throw new ToolException($"The engine {single} cannot go on from a checkpoint: leave out --checkpoint and --resume. "
                + "Its training begins anew each time.");
        if (engines.Distinct(StringComparer.Ordinal).Count() < engines.Count)
            throw new ToolException("--engine names the same engine twice: each trains one model.");
        configuration.Network();
        configuration.MLNet();
        configuration.Python();
        (_configuration, _options, Engines, _call) = (configuration, options with { Engine = engines[0] }, engines, call);
    }

    /// <summary>Refuses data, labels and sections that do not go together, before anything is read of the entries.</summary>
    /// <exception cref="ToolException">They do not.</exception>
    public void Check(ConfiguredData data)
    {
        foreach (string engine in Engines) Check(engine, data);
    }

    /// <summary>The engines that a configuration may name.</summary>
    internal static IEnumerable<string> Known => Table.Keys;

    /// <summary>The engines that train.</summary>
    public IReadOnlyList<string> Engines { get; }

    /// <summary>Whether this process is the one that writes, of several that train one model together.</summary>
    public bool IsFirst => !Engines.Contains(Python) || Shard.FromEnvironment().Rank == 0;

    /// <summary>The figure that decides.</summary>
    public string Monitor => _options.Monitor;

    /// <summary>Trains with the one engine.</summary>
    public async Task<TrainingResult> FitAsync(ConfiguredData data, IProgress<EpochReport> progress, CancellationToken cancellationToken)
    {
        using ITrainingEngine engine = NewEngine(_options.Engine);
        return await Trainer.FitAsync(data.Source, data.Features, engine, _options, progress, cancellationToken);
    }

    /// <summary>Checks, without training, that everything fits together.</summary>
    /// <param name="data">The entries.</param>
    /// <param name="folds">How many models there are to be.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task CheckAsync(ConfiguredData data, int folds, CancellationToken cancellationToken)
    {
        foreach (string name in Engines)
        {
            using ITrainingEngine engine = NewEngine(name);
            await Trainer.CheckAsync(data.Source, data.Features, engine, _options, folds, cancellationToken);
        }
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
            foreach (string name in Engines) engines.Add(NewEngine(name));
            return await Trainer.FitAllAsync(data.Source, data.Features, engines, _options, progress, cancellationToken);
        }
        finally
        {
            engines.ForEach(e => e.Dispose());
        }
    }

    /// <exception cref="ToolException">The engine does not go with labels and sections.</exception>
    private void Check(string engine, ConfiguredData data)
    {
        NetworkSpecification network = _configuration.Network();
        IReadOnlyList<HeadSpecification> heads = network is SupervisedSpecification supervised ? supervised.Heads : [];
        bool hasNetwork = engine == Torch;
        bool learnsLabels = _options.Task != TrainingTask.Reconstruction && !(hasNetwork && network is UnsupervisedSpecification);
        if (learnsLabels && data.TargetCount == 0)
            throw new ToolException("dataset.sources: the entries have no labels: give each a 'label', or train an autoencoder, which "
                + "needs none.");
        if (!hasNetwork && heads.Count > 0)
            throw new ToolException($"network.heads: the engine {engine} has no heads of its own, it learns all labels together: "
                + $"leave them out, or train with {Torch}.");
        if (heads.FirstOrDefault(h => h.Targets.Any(t => t >= data.TargetCount)) is { } head)
            throw new ToolException($"network.heads.{head.Name}: there is no label {head.Targets.Max()}, each entry has "
                + $"{data.TargetCount}, from 0 on.");
        if (hasNetwork && network is ConvolutionSpecification && data.Features.Grid is null)
            throw new ToolException("network.kind: the network takes grids, and there are none: add the section 'grid', or choose "
                + "another.");
        if (engine == Python && !File.Exists((_configuration.Python() ?? throw NoScript()).Script))
            throw new ToolException($"There is no script '{_configuration.Python()!.Script}'.");
    }

    private static ToolException NoScript() =>
        new("The engine python runs a script: name it, \"python\": { \"script\": \"train.py\" }.");

    private ITrainingEngine NewEngine(string name) => Table[name](_configuration, _call);
}
