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
using Hep.Tool.Skims;
using Hep.Tool.Terminal;

namespace Hep.Tool.Commands;

/// <summary><c>hep predict MODEL FILE…</c>: raw events in, scores out, in this process or through a service.</summary>
internal sealed class PredictVerb : Verb
{
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
        Description = "The scores, as .root, .npz or .csv; - prints CSV. A ROOT file has a tree 'scores', a friend of the files' tree "
            + "with a row for each of their entries.",
        HelpName = "OUT.root|OUT.npz|OUT.csv",
    };
    private readonly Option<string?> _columns = ColumnList.Option(
        "of the files, which a ROOT file gets beside the scores, in a tree of their name; default: none");
    private readonly Option<bool> _selected = new("--selected")
    {
        Description = "In a ROOT file: only entries that pass the model's cut, with 'entries', which tells where they stand.",
    };
    private readonly Option<TreeFormat?> _format = TreeFormatOption.Create();
    private readonly Option<RootCompression?> _compression = CompressionOption.Create();
    private readonly Option<string?> _tree = new("--tree") { Description = "The tree, where a file has several.", HelpName = "NAME" };
    private readonly Option<bool> _skims = new("--skims")
    {
        Description = "With models of folds: the files are skims of those that were trained on, whose events are told by split_by.",
    };
    private readonly Option<bool> _force = Force();

    /// <summary>The verb.</summary>
    public PredictVerb() : base("predict", "Score the entries of files, locally or through a service.",
        "hep predict model.onnx data.root -o scores.npz", "hep predict model.onnx 'data*.root' -o scores.root",
        "hep predict model.onnx data.root -o scored.root --columns 'MET_*,Jet_*' --selected",
        "hep predict 'm.fold*.onnx' data.root -o scores.npz",
        "hep predict http://127.0.0.1:8500/v2/models/higgs data.root -o scores.csv")
    {
        Add(_model);
        Add(_files);
        Add(_output);
        Add(_columns);
        Add(_selected);
        Add(_format);
        Add(_compression);
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
        bool isTree = ScoreFormats.IsTree(name);
        if (!isTree) RefuseTreeOptions(call);
        IReadOnlyList<string>? columns = ColumnList.Parse(call.Get(_columns));
        (IReadOnlyList<string> models, IReadOnlyList<string> files) = Sort(call);
        await using PredictorConnection connection = await PredictorConnection.OpenAsync(
            models, areSkims: call.Get(_skims), isOneVersion: isTree, call, cancellationToken);
        IPredictor predictor = connection.Predictor;
        TellFolds(call, predictor);
        IReadOnlyList<RootInput> inputs = await RootInput.ExpandAsync(files, call.Session, call.Get(_tree), cancellationToken);
        (IBatchSource events, Schema copied) = await OpenAsync(predictor, inputs, columns, call, cancellationToken);

        ScoreTree? tree = isTree ? await PlanAsync(connection, inputs[0], copied, call, cancellationToken) : null;
        await using IScoreWriter? writer = name is null ? null
            : await ScoreFormats.CreateAsync(new ScoreTarget(call.Session, name, call.Get(_force), tree), cancellationToken);
        ScoreSummary summary = new((predictor as FoldedPredictor)?.FoldCount ?? 0);
        long start = Stopwatch.GetTimestamp();
        using (ProgressLine progress = call.Progress("predict", "events", events.EntryCount))
            await foreach (ScoredEntries scored in ScoredEntries.ReadAsync(predictor, events, cancellationToken))
                using (scored)
                {
                    summary.Add(scored.Predictions);
                    if (writer is not null) await writer.AddAsync(scored.Entries, scored.Predictions, cancellationToken);
                    progress.Report(summary.EventCount);
                }
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (writer is not null) await writer.CompleteAsync(cancellationToken);
        TextWriter to = name is not null && OutputFile.IsStandardOutputName(name) ? call.Session.Error : call.Session.Output;
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

    private void RefuseTreeOptions(Invocation call)
    {
        foreach (Option option in new Option[] { _columns, _selected, _format, _compression })
            if (call.Has(option)) throw ToolException.Usage($"{option.Name} is for a tree: -o OUT.root.");
    }

    /// <summary>The entries with what the model reads and what is copied along, and the latter.</summary>
    private static async Task<(IBatchSource Events, Schema Copied)> OpenAsync(IPredictor predictor, IReadOnlyList<RootInput> inputs,
        IReadOnlyList<string>? columns, Invocation call, CancellationToken cancellationToken)
    {
        Schema events = predictor.Metadata.EventColumns
            ?? throw new ToolException($"The model '{predictor.Metadata.Name}' carries no pipeline, "
                + "so that it takes tensors and not events: hep train writes models that do.");
        string[] names = [.. events.Select(c => c.Name)];
        RootDataset dataset = await RootInput.OpenDatasetAsync(inputs, columns is null ? names : null, call, cancellationToken);
        if (columns is null) return (dataset.SelectColumns(names), new Schema([]));
        Schema copied = SkimColumns.Choose(dataset.Schema, new SkimRequest(columns), []).Read;
        return (dataset.SelectColumns([.. names, .. copied.Select(c => c.Name)]), copied);
    }

    private async Task<ScoreTree> PlanAsync(
        PredictorConnection connection, RootInput first, Schema copied, Invocation call, CancellationToken cancellationToken)
    {
        await using RootFile file = await first.OpenAsync(cancellationToken);
        RootTree tree = await file.OpenTreeAsync(first.Object, cancellationToken);
        PredictorMetadata model = connection.Predictor.Metadata;
        bool isFriend = copied.Count == 0;
        return new ScoreTree
        {
            Path = isFriend ? ScoreTree.FriendPath : tree.Path,
            Title = isFriend ? $"{model.Name}'s scores of {tree.Path}" : tree.Title,
            Format = call.Get(_format) ?? tree.Format,
            Compression = call.Get(_compression) ?? CompressionOption.Default,
            Threads = call.Threads,
            Copied = copied,
            HasSelectedOnly = call.Get(_selected),
            Outputs = model.Outputs,
            Meaning = await connection.GetMeaningAsync(cancellationToken),
        };
    }
}
