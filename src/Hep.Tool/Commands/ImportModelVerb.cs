using System.CommandLine;
using Hep.Jagged;
using Hep.Onnx;
using Hep.Tool.Arguments;
using Hep.Tool.Configuration;
using Hep.Tool.Models;
using Hep.Tool.Terminal;
using Hep.Tool.Training;
using Hep.Train;
using Hep.Train.Python;

namespace Hep.Tool.Commands;

/// <summary><c>hep import-model MODEL --config CONFIG</c>: a model that was trained elsewhere becomes one that takes raw events.</summary>
internal sealed class ImportModelVerb : Verb
{
    private const string ModelExtension = ".onnx";
    private static readonly string[] PythonExtensions = [".pt", ".pth", ".py"];

    private readonly Argument<string> _model = new("model")
    {
        Description = "A stored module of PyTorch (.pt, .pth; code that runs when it is read), a script that says hep.use(model) (.py), or "
            + "an ONNX model.",
    };
    private readonly Option<string> _configuration = new("--config")
    {
        Description = "The configuration: events to compare on, and features, where no other option tells the pipeline.",
        HelpName = "CONFIG",
        Required = true,
    };
    private readonly Option<string?> _output = new("--output", "-o")
    {
        Description = "The model with its pipeline (default: the name of MODEL with .onnx).",
        HelpName = "OUT.onnx",
    };
    private readonly Option<string?> _statistics = new("--stats")
    {
        Description = "What hep fit wrote when the model's input was made (default: taken now, over all entries).",
        HelpName = "STATS.json",
    };
    private readonly Option<string?> _pipeline = new("--pipeline")
    {
        Description = "Take the pipeline of this model, in place of the configuration's features.",
        HelpName = "M.onnx",
    };
    private readonly Option<string?> _inputs = new("--inputs")
    {
        Description = "What it takes, in its order: features (default), mask, or both with a comma.",
        HelpName = "NAME,…",
    };
    private readonly Option<int?> _outputs = new("--outputs")
    {
        Description =
            "Numbers that it gives an entry (default: 1, or one a label of a regression); of several classes as many as there are.",
        HelpName = "N",
    };
    private readonly Option<bool> _probabilities = new("--probabilities")
    {
        Description = "The module gives probabilities: no sigmoid or softmax is put behind it.",
    };
    private readonly Option<string?> _interpreter = new("--interpreter")
    {
        Description = "The Python that has the model's modules (default: the configuration's, or the first on the PATH).",
        HelpName = "PYTHON",
    };
    private readonly Option<bool> _force = Force();

    /// <summary>The verb.</summary>
    public ImportModelVerb() : base("import-model", "Make of a model that was trained elsewhere one that takes raw events, and check it.",
        "hep import-model model.pt --config config.json --stats stats.json -o model.onnx",
        "hep import-model theirs.onnx --config config.json --pipeline ours.onnx -o model.onnx")
    {
        Add(_model);
        Add(_configuration);
        Add(_output);
        Add(_statistics);
        Add(_pipeline);
        Add(_inputs);
        Add(_outputs);
        Add(_probabilities);
        Add(_interpreter);
        Add(_force);
    }

    /// <inheritdoc/>
    public override async Task RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        string name = call.Get(_model), path = call.FullPath(name), extension = Path.GetExtension(path);
        bool isOnnx = extension == ModelExtension;
        if (!isOnnx && !PythonExtensions.Contains(extension))
            throw new ToolException($"'{name}' is no model that can be taken in: {string.Join(", ", PythonExtensions)} or {ModelExtension} "
                + "is expected. Of weights alone (a state_dict) a script makes a model: it builds the module, loads them and says "
                + "hep.use(model).");
        if (call.Has(_statistics) && call.Has(_pipeline))
            throw new ToolException("--stats and --pipeline both say how input is scaled: leave out one of them.");
        string output = call.Get(_output) ?? (isOnnx
            ? throw new ToolException("Where does the model go? -o OUT.onnx, another file than the one that is taken in.")
            : Path.GetFileNameWithoutExtension(name) + ModelExtension);
        OutputFile.CheckFree(call.Session, [output], call.Get(_force));
        if (!File.Exists(path)) throw new ToolException($"There is no model '{path}'.");
        ConfigurationFile configuration = await ConfigurationFile.ReadAsync(
            call.FullPath(call.Get(_configuration)!), cancellationToken);
        ConfiguredData data = await ConfiguredData.OpenAsync(configuration, call, cancellationToken);
        ImportOptions import = OptionsOf(call, configuration, data);
        FeaturePipeline pipeline = await PipelineAsync(
            call, data with { Features = data.Features with { Grid = null } }, cancellationToken);

        PythonOptions python = PythonOf(call, configuration);
        OnnxModel model = isOnnx
            ? await ImportedModel.FromOnnxAsync(
                await ModelFile.LoadAsync(path, cancellationToken), pipeline, data.Source, import, cancellationToken)
            : await ImportedModel.FromPythonAsync(path, pipeline, data.Source, import, python, cancellationToken);
        data.TellSkipped(call);
        await OutputFile.WriteAsync(call.Session, output, call.Get(_force), model.ToArray(), cancellationToken);
        string compared = isOnnx ? "runs on events of the configuration" : $"says what {name} says, to {python.Tolerance:R}";
        call.Say($"{output}: {pipeline.CellCount} cells to {model.Outputs[0].Name}; {compared}");
    }

    private async Task<FeaturePipeline> PipelineAsync(Invocation call, ConfiguredData data, CancellationToken cancellationToken)
    {
        if (call.FullPath(_pipeline) is { } model) return await ModelFile.LoadPipelineAsync(model, cancellationToken);
        if (call.FullPath(_statistics) is { } file)
            return FeaturePipeline.Create(data.Features, await StatisticsFile.ReadAsync(file, cancellationToken));
        (FeatureStatistics statistics, _) = await data.CollectAsync(call, cancellationToken);
        return FeaturePipeline.Create(data.Features, statistics);
    }

    private ImportOptions OptionsOf(Invocation call, ConfigurationFile configuration, ConfiguredData data)
    {
        ImportOptions defaults = new();
        TrainingTask told = configuration.Training().Task, task = told == TrainingTask.Auto ? defaults.Task : told;
        int? outputs = call.Get(_outputs) ?? task switch
        {
            TrainingTask.Binary => 1,
            TrainingTask.Regression => Math.Max(1, data.TargetCount),
            TrainingTask.MultiClass => (int?)null,
            _ => throw new ToolException("training.task: a binary, multiclass or regression model is taken in."),
        };
        if (outputs is null) throw new ToolException("--outputs N is needed: how many classes does the model tell apart?");
        if (outputs < 1 || (task == TrainingTask.Binary && outputs != 1) || (task == TrainingTask.MultiClass && outputs < 2))
            throw new ToolException($"--outputs: a model of this task does not give {outputs} numbers; training.task says what it does.");
        return defaults with
        {
            Task = task,
            OutputCount = outputs.Value,
            Inputs = call.Get(_inputs)?.Split(',', StringSplitOptions.TrimEntries) ?? defaults.Inputs,
            GivesLogits = !call.Get(_probabilities),
        };
    }

    private PythonOptions PythonOf(Invocation call, ConfigurationFile configuration)
    {
        PythonOptions options = (configuration.Python()?.Options ?? new PythonOptions()) with { Output = new ScriptLines(call) };
        return call.Get(_interpreter) is { } interpreter ? options with { Interpreter = interpreter } : options;
    }
}
