using System.Text.Json;

namespace Hep.Onnx;

/// <summary>
/// Where a model comes from and what it is good for: written by the trainer into the model's metadata, read by whoever serves,
/// compares or cites it. Keys that a later version adds are skipped on reading.
/// </summary>
public sealed record ModelCard
{
    /// <summary>The longest card that is read, in characters.</summary>
    public const int MaximumLength = 16 << 20;

    /// <summary>The version of the card's own form; grows when a key changes its meaning.</summary>
    public int Format { get; init; } = 1;

    /// <summary>When training ended.</summary>
    public DateTimeOffset Created { get; init; }

    /// <summary>What did the mathematics: <c>torchsharp 0.107.0</c>.</summary>
    public string Engine { get; init => field = value ?? field; } = "";

    /// <summary>The package that trained: <c>Hep.Train 0.1.0</c>.</summary>
    public string Producer { get; init => field = value ?? field; } = "";

    /// <summary>The seed of the split, of the shuffling and of the first weights.</summary>
    public long Seed { get; init; }

    /// <summary>What the model predicts, an entry for each output of the graph.</summary>
    public IReadOnlyList<ModelHead> Heads { get; init => field = value ?? field; } = [];

    /// <summary>The network as configured; absent for models that are no networks.</summary>
    public JsonElement? Network { get; init; }

    /// <summary>
    /// What was trained where it is no network (boosted trees, a linear model, by a script), as configured; absent for networks.
    /// </summary>
    public JsonElement? Model { get; init; }

    /// <summary>
    /// What a script trained, as it says of itself: its class, its library with the version, and parameters or layers. Null: no script
    /// trained it.
    /// </summary>
    public JsonElement? Trained { get; init; }

    /// <summary>The options of training as configured, defaults filled in.</summary>
    public JsonElement? Training { get; init; }

    /// <summary>
    /// The whole document that the training was configured by: sources with their labels, definitions, cuts, features. Null: it was
    /// configured by a program.
    /// </summary>
    public JsonElement? Configuration { get; init; }

    /// <summary>
    /// By what weights were multiplied, class by class in bins of chosen columns, and what that was found from: the document of
    /// <c>ClassWeights</c>. Null: by nothing.
    /// </summary>
    public JsonElement? ClassWeights { get; init; }

    /// <summary>By what weights of classes as wholes were multiplied, by label. Null: by nothing.</summary>
    public IReadOnlyDictionary<string, double>? LabelWeights { get; init; }

    /// <summary>
    /// Figures of the model that was kept, taken on the validation part: <c>loss</c>, <c>auc</c>, <c>accuracy</c>…; of several heads
    /// with the head's name in front, <c>signal_auc</c>.
    /// </summary>
    public IReadOnlyDictionary<string, double> Metrics { get; init => field = value ?? field; } = new Dictionary<string, double>();

    /// <summary>How much the model relies on each column, most first; empty where that was not measured.</summary>
    public IReadOnlyList<FeatureImportance> Importances { get; init => field = value ?? field; } = [];

    /// <summary>Which of several models this is that were trained on folds; null: it is none.</summary>
    public CardFold? Fold { get; init; }

    /// <summary>What it was made with, by name: <c>.NET</c>, the operating system, the packages.</summary>
    public IReadOnlyDictionary<string, string> Versions { get; init => field = value ?? field; } = new Dictionary<string, string>();

    /// <summary>The course of training, an entry for each epoch.</summary>
    public IReadOnlyList<EpochReport> History { get; init => field = value ?? field; } = [];

    /// <summary>The events it was trained on.</summary>
    public DataFingerprint Data { get; init => field = value ?? field; } = new();

    /// <summary>
    /// What the training part looked like, an entry for each column of the pipeline: a reference to notice drift against.
    /// </summary>
    public IReadOnlyList<ColumnSummary> Statistics { get; init => field = value ?? field; } = [];

    /// <summary>How many objects the training part had, an entry for each collection of the pipeline.</summary>
    public IReadOnlyList<CollectionSummary> Collections { get; init => field = value ?? field; } = [];

    /// <summary>What the graph's input <c>mask</c> means; empty where the graph has none.</summary>
    public string Mask { get; init => field = value ?? field; } = "";

    /// <summary>The card as JSON; not-a-number is written as <c>null</c>.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, CardJson.Default.ModelCard);

    /// <summary>Reads a card.</summary>
    /// <exception cref="OnnxException">The text is no card, or too long.</exception>
    public static ModelCard FromJson(string json)
    {
        if (json.Length > MaximumLength)
            throw new OnnxException($"The model card has {json.Length} characters, at most {MaximumLength} are read.");
        try
        {
            return JsonSerializer.Deserialize(json, CardJson.Default.ModelCard)
                ?? throw new OnnxException("The model card is null: an object was expected.");
        }
        catch (JsonException e)
        {
            throw new OnnxException($"The model card cannot be read: {e.Message}", e);
        }
    }
}
