using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Hep.Inference;
using Hep.Inference.OnnxRuntime;
using Hep.Jagged;
using Hep.Root.IO;
using Hep.Tool.Arguments;
using Hep.Tool.Scores;
using Hep.Tool.Serving;
using Hep.Tool.Terminal;

namespace Hep.Tool.Commands;

/// <summary><c>hep predict MODEL FILE…</c>: raw events in, scores out, in this process or through a service.</summary>
internal sealed class PredictVerb : Verb
{
    private const int BatchesAhead = 2;
    private const string ModelExtension = ".onnx";

    private readonly Argument<string> _model = new("model")
    {
        Description = "An ONNX file, or a model behind a service: http://host:8500/v2/models/NAME. All models of a training on folds, "
            + "m.fold0.onnx m.fold1.onnx … or 'm.fold*.onnx', score each event by the one that never saw it.",
    };
    private readonly Argument<string[]> _files = new("files")
    {
        Description = "ROOT files, globs or @list.txt; those that end with .onnx are further models.",
        Arity = ArgumentArity.OneOrMore,
    };
    private readonly Option<string?> _output = new("--output", "-o")
    {
        Description = "The scores, as .npz or .csv; - prints CSV.",
        HelpName = "OUT.npz|OUT.csv",
    };
    private readonly Option<string?> _tree = new("--tree") { Description = "The tree, where a file has several.", HelpName = "NAME" };
    private readonly Option<bool> _skims = new("--skims")
    {
        Description = "With models of folds: the files are skims of those that were trained on, whose events are told by split_by.",
    };
    private readonly Option<bool> _force = Force();

    /// <summary>The verb.</summary>
    public PredictVerb() : base("predict", "Score the entries of files, locally or through a service.",
        "hep predict model.onnx data.root -o scores.npz", "hep predict 'm.fold*.onnx' data.root -o scores.npz",
        "hep predict http://127.0.0.1:8500/v2/models/higgs data.root -o scores.csv")
    {
        Add(_model);
        Add(_files);
        Add(_output);
        Add(_tree);
        Add(_skims);
        Add(_force);
    }

    /// <inheritdoc/>
    public override async Task RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        string? name = call.Get(_output);
        if (name is not null)
        {
            ScoreFormats.Check(name);
            OutputFile.CheckFree(call.Session, [name], call.Get(_force));
        }
        (IReadOnlyList<string> models, IReadOnlyList<string> files) = Sort(call);
        await using PredictorConnection connection =
            await PredictorConnection.OpenAsync(models, call.Get(_skims), call, cancellationToken);
        IPredictor predictor = connection.Predictor;
        TellFolds(call, predictor);
        IReadOnlyList<RootInput> inputs = await RootInput.ExpandAsync(files, call.Session, call.Get(_tree), cancellationToken);
        IBatchSource events = await OpenAsync(predictor, inputs, call, cancellationToken);

        await using OutputFile? output = name is null ? null : OutputFile.Create(call.Session, name, call.Get(_force));
        await using IScoreWriter? writer = output is null ? null : ScoreFormats.Create(name!, output.Stream);
        ScoreSummary summary = new((predictor as FoldedPredictor)?.FoldCount ?? 0);
        long start = Stopwatch.GetTimestamp();
        using (ProgressLine progress = call.Progress("predict", "events", events.EntryCount))
            await foreach (EntryBatch batch in events.ReadAsync(0, cancellationToken).Prefetch(BatchesAhead)
                .WithCancellation(cancellationToken))
                using (batch)
                using (Predictions predictions = await predictor.PredictAsync(batch, cancellationToken))
                {
                    summary.Add(predictions);
                    if (writer is not null) await writer.AddAsync(predictions, cancellationToken);
                    progress.Report(summary.EventCount);
                }
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (writer is not null) await writer.CompleteAsync(cancellationToken);
        if (output is not null) await output.CompleteAsync(cancellationToken);
        TextWriter to = output is { IsStandardOutput: true } ? call.Session.Error : call.Session.Output;
        summary.Write(call.Session, to);
        to.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{summary.EventCount:N0} events, {summary.SelectedCount:N0} selected, {summary.EventCount / seconds:N0} events/s"));
    }

    /// <summary>The models and the files of events, as their names tell.</summary>
    private (IReadOnlyList<string> Models, IReadOnlyList<string> Files) Sort(Invocation call)
    {
        ILookup<bool, string> named = call.Get(_files).ToLookup(f => f.EndsWith(ModelExtension, StringComparison.Ordinal));
        IReadOnlyList<string> models = DatasetFiles.Expand([call.Get(_model), .. named[true]], call.Session.WorkingFolder);
        if (!named[false].Any()) throw ToolException.Usage("Models are named, and no files of events: hep predict MODEL FILE….");
        if (models.Count == 1 && call.Get(_skims))
            throw ToolException.Usage("--skims is for all models of a training on folds: hep predict 'NAME.fold*.onnx' FILE… --skims.");
        return (models, [.. named[false]]);
    }

    /// <summary>One model of several knows most of the events that it was trained with.</summary>
    private static void TellFolds(Invocation call, IPredictor predictor)
    {
        if (predictor is not OnnxPredictor { Card.Fold: { } fold }) return;
        string advice = "with all of them, 'NAME.fold*.onnx', each event is scored by the one that never saw it.";
        call.Say($"'{predictor.Metadata.Name}' is one of {fold.Count} models, and learnt from all events but fold {fold.Fold}: {advice}");
    }

    private static async Task<IBatchSource> OpenAsync(
        IPredictor predictor, IReadOnlyList<RootInput> inputs, Invocation call, CancellationToken cancellationToken)
    {
        Schema columns = predictor.Metadata.EventColumns
            ?? throw new ToolException($"The model '{predictor.Metadata.Name}' carries no pipeline, "
                + "so that it takes tensors and not events: hep train writes models that do.");
        string[] names = [.. columns.Select(c => c.Name)];
        RootDataset dataset = await RootInput.OpenDatasetAsync(inputs, names, call, cancellationToken);
        return dataset.SelectColumns(names);
    }
}
