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

    private readonly Argument<string> _configuration = new("config") { Description = "The configuration, JSON or YAML." };
    private readonly Option<string?> _output = new("--output", "-o")
    {
        Description = "The model (default: the configuration's name with .onnx).",
        HelpName = "MODEL.onnx",
    };
    private readonly Option<string?> _engine = new("--engine")
    {
        Description = "What trains, in place of the configuration's choice: torchsharp.",
        HelpName = "NAME",
    };
    private readonly Option<string?> _report = new("--report")
    {
        Description = "Also write a report to look at (default: report.html beside the model).",
        HelpName = "report.html",
        Arity = ArgumentArity.ZeroOrOne,
    };
    private readonly Option<bool> _validate = new("--validate") { Description = "Check the configuration against the data, and stop." };
    private readonly Option<string?> _resume = new("--resume")
    {
        Description = "Go on from a checkpoint (comes in a later release).",
        HelpName = "CHECKPOINT",
    };
    private readonly Option<bool> _force = Force();

    /// <summary>The verb.</summary>
    public TrainVerb() : base("train", "Train a model on ROOT files, and write it with its preprocessing as one ONNX file.",
        "hep train config.json -o model.onnx --report", "hep train config.json --validate")
    {
        Add(_configuration);
        Add(_output);
        Add(_engine);
        Add(_report);
        Add(_validate);
        Add(_resume);
        Add(_force);
    }

    /// <inheritdoc/>
    public override async Task RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        if (call.Has(_resume))
            throw ToolException.Later("hep train --resume", "without it training starts anew, and equal seeds give equal models.");
        ConfigurationFile configuration = await ConfigurationFile.ReadAsync(call.FullPath(call.Get(_configuration)), cancellationToken);
        TrainingOptions options = configuration.Training();
        if (call.Get(_engine) is { } engine) options = options with { Engine = engine };
        TrainingRun run = new(configuration.Network(), options);
        ConfiguredData data = await ConfiguredData.OpenAsync(configuration, call, cancellationToken, [.. options.SplitBy]);
        if (call.Get(_validate))
        {
            data.TellSkipped(call);
            call.Print(
                $"{call.Get(_configuration)} fits its data: {data.Source.EntryCount:N0} entries, {data.ColumnCount} columns are read.");
            return;
        }
        Outputs outputs = Outputs.Of(call,
            call.Get(_output) ?? Path.GetFileNameWithoutExtension(call.Get(_configuration)) + ModelExtension,
            call.Has(_report), call.Get(_report));
        foreach (string name in outputs.Names) OutputFile.CheckFree(call.Session, name, call.Get(_force));

        TrainingResult result = await run.FitAsync(data,
            new EpochLines(OutputFile.IsStandardOutputName(outputs.Model) ? call.Session.Error : call.Session.Output),
            cancellationToken);
        data.TellSkipped(call);
        foreach (string warning in result.ClassWeights?.Warnings ?? []) call.Say($"hep train: {warning}");
        await WriteAsync(call, outputs, result, cancellationToken);
        IEnumerable<string> metrics = result.Card.Metrics
            .Select(m => string.Create(CultureInfo.InvariantCulture, $"validation {m.Key} {m.Value:F4}"));
        call.Say($"{outputs.Model}: {string.Join(", ", metrics)}");
    }

    private async Task WriteAsync(Invocation call, Outputs outputs, TrainingResult result, CancellationToken cancellationToken)
    {
        bool force = call.Get(_force);
        await OutputFile.WriteAsync(call.Session, outputs.Model, force, result.Model.ToArray(), cancellationToken);
        if (outputs.History is { } history)
            await OutputFile.WriteAsync(call.Session, history, force,
                Encoding.UTF8.GetBytes(TrainingHistory.ToJson(result.History)), cancellationToken);
        if (outputs.Report is { } report)
            await OutputFile.WriteAsync(call.Session, report, force,
                Encoding.UTF8.GetBytes(TrainingReport.Write(Path.GetFileName(outputs.Model), result)), cancellationToken);
    }

    /// <summary>The files that training writes; a model on standard output stands alone.</summary>
    private sealed record Outputs(string Model, string? History, string? Report)
    {
        public IEnumerable<string> Names => ((string?[])[Model, History, Report]).OfType<string>();

        public static Outputs Of(Invocation call, string model, bool withReport, string? report)
        {
            string folder = Path.GetDirectoryName(call.FullPath(model))!;
            bool isFile = !OutputFile.IsStandardOutputName(model);
            string? reportName = withReport ? report ?? (isFile ? Path.Combine(folder, "report.html") : "report.html") : null;
            return new Outputs(model, isFile ? Path.ChangeExtension(model, null) + HistoryExtension : null, reportName);
        }
    }
}
