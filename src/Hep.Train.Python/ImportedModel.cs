using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hep.Jagged;
using Hep.Onnx;

namespace Hep.Train.Python;

/// <summary>
/// A model that was trained elsewhere, made one that takes raw events: its pipeline and a card stand in its metadata, and it was run on
/// sample events before.
/// </summary>
public static class ImportedModel
{
    private const int EntriesAtMost = 512;
    private const string Stored = "--stored";

    /// <summary>
    /// A model of PyTorch: a stored module (<c>.pt</c>, <c>.pth</c>: a TorchScript, or a module that was saved as a whole), or a script
    /// (<c>.py</c>) that makes it and says <c>hep.use(model)</c>. It is exported in Python, and compared with Python's own predictions.
    /// </summary>
    /// <param name="path">The stored module, which is code that runs when read: only from those whom you trust. Or the script.</param>
    /// <param name="pipeline">What makes its input of raw events: as it was when the model was trained.</param>
    /// <param name="sample">Events on which it is compared; the first 512 are read.</param>
    /// <param name="import">What it predicts and takes.</param>
    /// <param name="options">How Python is run.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="TrainingException">It cannot be exported, or the exported model says something else.</exception>
    public static async Task<OnnxModel> FromPythonAsync(string path, FeaturePipeline pipeline, IBatchSource sample, ImportOptions import,
        PythonOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(import);
        options ??= new PythonOptions();
        options.Check();
        path = Path.GetFullPath(path);
        if (!File.Exists(path)) throw new TrainingException($"There is no model '{path}'.");
        TrainingProblem problem = ProblemOf(pipeline, import);
        using PaddedBatch entries = await ReadAsync(sample, pipeline, cancellationToken).ConfigureAwait(false);
        JsonObject document = ProblemDocument.Of(problem, options);
        document["learns"] = false;
        document["logits"] = import.GivesLogits;
        document["inputs"] = new JsonArray([.. import.Inputs.Select(i => JsonValue.Create(i))]);
        bool isScript = Path.GetExtension(path) == ".py";
        ScriptIdentity? script = isScript ? ScriptIdentity.Of(path) : null;
        using ScriptSession session = ScriptSession.Open(
            path, isScript ? [path, .. options.Arguments] : [Stored, path], document, options, cancellationToken);
        (OnnxModel model, JsonObject? told) = CheckedExport.Of(session, problem, entries, options.Tolerance);
        return Complete(model, pipeline, problem, $"python {session.Versions}", path, told, script);
    }

    /// <summary>
    /// An ONNX model: its inputs, each of <see cref="FeaturePipeline.CellCount"/> numbers, become <see cref="ImportOptions.Inputs"/>,
    /// whatever their names were, and its output gets the name of its kind.
    /// </summary>
    /// <param name="model">The model; it stays as it is.</param>
    /// <param name="pipeline">What makes its input of raw events: as it was when the model was trained.</param>
    /// <param name="sample">Events on which it is run; the first 512 are read.</param>
    /// <param name="import">What it predicts.</param>
    /// <param name="cancellationToken">Ends reading.</param>
    /// <exception cref="TrainingException">The model does not take what the pipeline makes, or predicts something else.</exception>
    public static async Task<OnnxModel> FromOnnxAsync(OnnxModel model, FeaturePipeline pipeline, IBatchSource sample, ImportOptions import,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(import);
        TrainingProblem problem = ProblemOf(pipeline, import);
        using PaddedBatch entries = await ReadAsync(sample, pipeline, cancellationToken).ConfigureAwait(false);
        OnnxModel named = OnnxModel.Load(model.ToArray());
        try
        {
            if (named.Inputs.Count != import.Inputs.Count || named.Outputs.Count != 1)
                throw new InvalidDataException($"takes {named.Inputs.Count} inputs and gives {named.Outputs.Count} outputs, expected "
                    + $"{import.Inputs.Count} and 1");
            foreach ((int i, string name) in import.Inputs.Index()) named.Rename(named.Inputs[i].Name, name);
            named.Rename(named.Outputs[0].Name, problem.OnlyHead().OutputName);
            float[] predictions = ParityCheck.Run(named, entries, problem);
            if (predictions.Length != entries.EntryCount * problem.OutputCount)
                throw new InvalidDataException($"gives {predictions.Length} numbers for {entries.EntryCount} entries, expected "
                    + $"{problem.OutputCount} for each");
            if (!Array.TrueForAll(predictions, float.IsFinite)) throw new InvalidDataException("predicts what is no finite number");
            if (problem.OnlyHead().Task != TrainingTask.Regression && !Array.TrueForAll(predictions, p => p is >= 0 and <= 1))
                throw new InvalidDataException("predicts what is no probability: put a sigmoid or softmax behind it");
        }
        catch (Exception failure) when (failure is InvalidDataException or ArgumentException)
        {
            throw new TrainingException($"The model {failure.Message.TrimEnd('.')}.", failure);
        }
        string producer = $"{model.Producer} {model.ProducerVersion}".Trim();
        return Complete(named, pipeline, problem, producer, model.Producer, trained: null, script: null);
    }

    private static TrainingProblem ProblemOf(FeaturePipeline pipeline, ImportOptions import) => new()
    {
        Pipeline = pipeline,
        Heads = [new TrainingHead
        {
            Task = import.Task,
            OutputCount = import.OutputCount,
            Targets = import.Task == TrainingTask.Regression ? [.. Enumerable.Range(0, import.OutputCount)] : [0],
        }],
        Options = new TrainingOptions { Task = import.Task, Engine = "python" },
    };

    private static async Task<PaddedBatch> ReadAsync(IBatchSource sample, FeaturePipeline pipeline, CancellationToken cancellationToken)
    {
        await foreach (PaddedBatch batch in sample.Vectorize(pipeline, cancellationToken: cancellationToken).ConfigureAwait(false))
            using (batch)
                if (batch.EntryCount > 0) return batch.Take([.. Enumerable.Range(0, Math.Min(batch.EntryCount, EntriesAtMost))]);
        throw new TrainingException("No entry of the sample passes the cuts: a model is compared on events.");
    }

    private static OnnxModel Complete(OnnxModel model, FeaturePipeline pipeline, TrainingProblem problem, string engine, string origin,
        JsonObject? trained, ScriptIdentity? script)
    {
        TrainingHead head = problem.OnlyHead();
        int labels = head.Task == TrainingTask.Binary ? 2 : head.OutputCount;
        ModelCard card = new()
        {
            Created = DateTimeOffset.UtcNow,
            Engine = engine,
            Producer = $"imported by {VersionOf(typeof(ImportedModel).Assembly)}",
            Heads = [new ModelHead(head.OutputName, Names[head.Task], [.. Enumerable.Range(0, labels).Select(i => $"{i}")])],
            Model = script is null ? null : JsonElement.Parse(script.ToJson()),
            Trained = trained is null ? null : JsonElement.Parse(trained.ToJsonString()),
            Versions = new Dictionary<string, string> { ["origin"] = Path.GetFileName(origin) },
        };
        model.Metadata[OnnxModel.PipelineKey] = pipeline.ToJson();
        model.Metadata[OnnxModel.CardKey] = card.ToJson();
        model.Seal();
        return model;
    }

    private static readonly Dictionary<TrainingTask, string> Names = new()
    {
        [TrainingTask.Binary] = ModelTasks.Binary,
        [TrainingTask.MultiClass] = ModelTasks.MultiClass,
        [TrainingTask.Regression] = ModelTasks.Regression,
    };

    private static string VersionOf(Assembly assembly) => $"{assembly.GetName().Name} {assembly.GetName().Version!.ToString(3)}";
}
