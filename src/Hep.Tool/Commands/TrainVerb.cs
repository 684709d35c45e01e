using System.CommandLine;
using System.Globalization;
using System.Text;
using Hep.Tool.Arguments;
using Hep.Tool.Configuration;
using Hep.Tool.Reports;
using Hep.Tool.Terminal;
using Hep.Tool.Training;
using Hep.Train;

namespace Hep.Tool.Commands;

/// <summary><c>hep train CONFIG -o MODEL.onnx</c>: from files to one model.</summary>
internal sealed class TrainVerb : Verb
{
    private const string ModelExtension = ".onnx", HistoryExtension = ".history.json";
    private const int ImportanceRepetitions = 3, FoldsAtMost = 100;

    private readonly Argument<string> _configuration = new("config") { Description = "The configuration, JSON or YAML." };
    private readonly Option<string?> _output = new("--output", "-o")
    {
        Description = "The model (default: the configuration's name with .onnx).",
        HelpName = "MODEL.onnx",
    };
    private readonly Option<string[]> _engine = new("--engine")
    {
        Description = "What trains, in place of the configuration's choice: torchsharp, mlnet or python. Given several times, all train on "
            + "data that are read once, and write NAME.torchsharp.onnx and so on.",
        HelpName = "NAME",
    };
    private readonly Option<string?> _report = new("--report")
    {
        Description = "Also write a report to look at (default: report.html beside the model).",
        HelpName = "report.html",
        Arity = ArgumentArity.ZeroOrOne,
    };
    private readonly Option<bool> _validate = new("--validate") { Description = "Check the configuration against the data, and stop." };
    private readonly Option<string?> _checkpoint = new("--checkpoint")
    {
        Description = "Write checkpoints to this folder, after each epoch, every ten minutes, and when stopped.",
        HelpName = "DIR",
    };
    private readonly Option<string?> _every = new("--checkpoint-every")
    {
        Description = "How often: 500 (batches), 10min, 30s or 2epochs.",
        HelpName = "N",
    };
    private readonly Option<string?> _resume = new("--resume")
    {
        Description = "Go on from the last checkpoint in this folder, to which further ones are written.",
        HelpName = "DIR",
    };
    private readonly Option<int> _folds = new("--folds")
    {
        Description = "Train a model for each of K folds of the events, and write what each predicts for the fold that it never saw.",
        HelpName = "K",
    };
    private readonly Option<bool> _force = Force();

    /// <summary>The verb.</summary>
    public TrainVerb() : base("train", "Train a model on ROOT files, and write it with its preprocessing as one ONNX file.",
        "hep train config.json -o model.onnx --report", "hep train config.json --validate", "hep train config.json --checkpoint state",
        "hep train config.json --resume state",
        "hep train config.json -o m.onnx --engine torchsharp --engine mlnet --report")
    {
        Add(_configuration);
        Add(_output);
        Add(_engine);
        Add(_report);
        Add(_validate);
        Add(_checkpoint);
        Add(_every);
        Add(_resume);
        Add(_folds);
        Add(_force);
    }

    /// <inheritdoc/>
    public override async Task RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        ConfigurationFile configuration = await ConfigurationFile.ReadAsync(call.FullPath(call.Get(_configuration)), cancellationToken);
        TrainingOptions options = configuration.Training();
        string[] engines = call.Get(_engine) is { Length: > 0 } named ? named : [options.Engine];
        if (engines.Length > 1) RefuseWhatNeedsOneEngine(call);
        options = options with { Checkpoints = CheckpointsOf(call), ImportanceRepetitions = call.Has(_report) ? ImportanceRepetitions : 0 };
        using ProgressLine line = call.Progress("training", "batches", null);
        options = options with { Progress = new BatchLine(line), Logger = new WarningLines(call) };
        TrainingRun run = new(configuration, options, engines, call);
        ConfiguredData data = await ConfiguredData.OpenAsync(configuration, call, cancellationToken, [.. options.SplitBy]);
        run.Check(data);
        int folds = FoldsOf(call);
        if (call.Get(_validate))
        {
            await run.CheckAsync(data, folds, cancellationToken);
            data.TellSkipped(call);
            call.Print(
                $"{call.Get(_configuration)} fits its data: {data.Source.EntryCount:N0} entries, {data.ColumnCount} columns are read.");
            return;
        }
        try
        {
            await TrainAsync(call, run, data, folds, cancellationToken);
        }
        catch (OperationCanceledException) when (options.Checkpoints is { Folder: var folder } && HasCheckpoints(folder))
        {
            call.Say($"hep: stopped; --resume {call.Get(_resume) ?? call.Get(_checkpoint)} goes on.");
            throw;
        }
    }

    private static bool HasCheckpoints(string folder) =>
        Directory.Exists(folder) && Directory.EnumerateFiles(folder, "*.safetensors", SearchOption.AllDirectories).Any();

    private async Task TrainAsync(
        Invocation call, TrainingRun run, ConfiguredData data, int folds, CancellationToken cancellationToken)
    {
        Outputs outputs = Outputs.Of(call,
            call.Get(_output) ?? Path.GetFileNameWithoutExtension(call.Get(_configuration)) + ModelExtension,
            call.Has(_report), call.Get(_report));
        if (folds > 1)
        {
            await TrainFoldsAsync(call, run, data, outputs, folds, cancellationToken);
            return;
        }
        if (run.Engines.Count > 1)
        {
            await TrainTogetherAsync(call, run, data, outputs, cancellationToken);
            return;
        }
        if (run.IsFirst) OutputFile.CheckFree(call.Session, outputs.Names, call.Get(_force));

        TrainingResult result = await run.FitAsync(data,
            new EpochLines(OutputFile.IsStandardOutputName(outputs.Model) || !run.IsFirst ? call.Session.Error : call.Session.Output,
                run.Monitor), cancellationToken);
        if (!run.IsFirst) return;
        data.TellSkipped(call);
        await WriteAsync(call, outputs, data, result, cancellationToken);
        call.Say($"{outputs.Model}: {Describe("validation", result.Card.Metrics)}");
    }

    private async Task TrainFoldsAsync(
        Invocation call, TrainingRun run, ConfiguredData data, Outputs outputs, int folds, CancellationToken cancellationToken)
    {
        using FoldOutputs written = new(call.Session, outputs.Model, outputs.Report, call.Get(_force), folds);
        EpochLines lines = new(call.Session.Output, run.Monitor) { Indent = LineOf(0) };
        FoldedTraining training = await run.FitFoldsAsync(data, folds, scores =>
        {
            written.Add(scores);
            lines.Indent = LineOf(scores.Fold + 1);   // a fold is scored when its model was trained
        }, lines, cancellationToken);
        if (!run.IsFirst) return;
        data.TellSkipped(call);
        await written.WriteAsync(training, cancellationToken);
        string figures = Describe("out of fold", training.OutOfFold.Metrics);
        call.Say($"{written.ModelOf(0)} … {written.ModelOf(folds - 1)}, {written.Scores}: {figures}");
    }

    /// <summary>How many models there are to be.</summary>
    private int FoldsOf(Invocation call) => !call.Has(_folds) ? 1
        : call.Get(_folds) is >= 2 and <= FoldsAtMost and var folds ? folds
        : throw new ToolException($"--folds: a number from 2 to {FoldsAtMost} is expected, not {call.Get(_folds)}.");

    private static string LineOf(int fold) => string.Create(CultureInfo.InvariantCulture, $"fold {fold}  ");
    private async Task TrainTogetherAsync(
        Invocation call, TrainingRun run, ConfiguredData data, Outputs outputs, CancellationToken cancellationToken)
    {
        EngineOutputs written = new(call.Session, outputs.Model, outputs.Report, call.Get(_force), run.Engines);
        IReadOnlyList<TrainingResult> results = await run.FitAllAsync(
            data, new EngineLines(run.IsFirst ? call.Session.Output : call.Session.Error, run.Engines, run.Monitor), cancellationToken);
        if (!run.IsFirst) return;
        data.TellSkipped(call);
        await written.WriteAsync(
            results, () => FeatureHistograms.CollectAsync(data.Source, results[0], cancellationToken), cancellationToken);
        foreach ((string engine, TrainingResult result) in run.Engines.Zip(results))
            call.Say($"{written.ModelOf(engine)}: {Describe("validation", result.Card.Metrics)}");
    }

    private void RefuseWhatNeedsOneEngine(Invocation call)
    {
        foreach (Option option in (Option[])[_checkpoint, _resume, _folds])
            if (call.Has(option))
                throw new ToolException($"{option.Name} is for one engine: train with one after the other.");
    }

    private CheckpointOptions? CheckpointsOf(Invocation call)
    {
        if (call.Has(_checkpoint) && call.Has(_resume))
            throw new ToolException("--resume names the folder from which training goes on, and to which it writes: "
                + "leave out --checkpoint.");
        if ((call.FullPath(_resume) ?? call.FullPath(_checkpoint)) is { } folder)
            return CheckpointInterval.Apply(new CheckpointOptions(folder) { Resume = call.Has(_resume) }, call.Get(_every));
        return call.Has(_every) ? throw new ToolException("--checkpoint-every needs a folder: --checkpoint DIR.") : null;
    }

    private static string Describe(string part, IReadOnlyDictionary<string, double> metrics) =>
        string.Join(", ", metrics.Select(m => string.Create(CultureInfo.InvariantCulture, $"{part} {m.Key} {Figure.Of(m.Value)}")));

    private async Task WriteAsync(
        Invocation call, Outputs outputs, ConfiguredData data, TrainingResult result, CancellationToken cancellationToken)
    {
        bool force = call.Get(_force);
        await OutputFile.WriteAsync(call.Session, outputs.Model, force, result.Model.ToArray(), cancellationToken);
        if (outputs.History is { } history)
            await OutputFile.WriteAsync(call.Session, history, force,
                Encoding.UTF8.GetBytes(TrainingHistory.ToJson(result.History)), cancellationToken);
        if (outputs.Report is not { } report) return;
        string page = TrainingReport.Write(Path.GetFileName(outputs.Model), result,
            await FeatureHistograms.CollectAsync(data.Source, result, cancellationToken));
        await OutputFile.WriteAsync(call.Session, report, force, Encoding.UTF8.GetBytes(page), cancellationToken);
    }

    /// <summary>The files that training writes; a model on standard output stands alone.</summary>
    private sealed record Outputs(string Model, string? History, string? Report)
    {
        public IReadOnlyList<string> Names => [.. ((string?[])[Model, History, Report]).OfType<string>()];

        public static Outputs Of(Invocation call, string model, bool withReport, string? report)
        {
            string folder = Path.GetDirectoryName(call.FullPath(model))!;
            bool isFile = !OutputFile.IsStandardOutputName(model);
            string? reportName = withReport ? report ?? (isFile ? Path.Combine(folder, "report.html") : "report.html") : null;
            return new Outputs(model, isFile ? Path.ChangeExtension(model, null) + HistoryExtension : null, reportName);
        }
    }
}
