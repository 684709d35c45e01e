using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hep.Inference;

/// <summary>
/// One version of a model in a repository. Its content, number, digest and card never change, and its number is never given again;
/// tags, labels, description and aliases are notes on it, which may.
/// </summary>
public sealed record ModelVersion
{
    /// <summary>The model's name.</summary>
    public required string Name { get; init; }

    /// <summary>The version's number, from 1.</summary>
    public required int Version { get; init; }

    /// <summary>The content's address: <c>sha256:</c> and 64 hexadecimal digits.</summary>
    public required string Digest { get; init; }

    /// <summary>The length of the ONNX file.</summary>
    public required long Bytes { get; init; }

    /// <summary>When it was added.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>Who added it; empty where that was not recorded.</summary>
    public string CreatedBy { get; init; } = "";

    /// <summary>What it is, in words.</summary>
    public string Description { get; init; } = "";

    /// <summary>Words that it is marked with, in ordinal order.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Keys with values, in ordinal order.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>The aliases that point at it, in ordinal order.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>What it predicts, by its card: <c>binary</c>; of several heads each task once, with commas. Empty without a card.</summary>
    public string Task { get; init; } = "";

    /// <summary>What it was trained with, by its card, without the version: <c>torchsharp</c>. Empty without a card.</summary>
    public string Engine { get; init; } = "";

    /// <summary>Finite figures of the card, taken on the validation part.</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; init; } = new Dictionary<string, double>();

    /// <summary>In the answer to an upload: the repository had this content already, as this version.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool AlreadyThere { get; init; }

    /// <summary>This record as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, RepositoryJson.Default.ModelVersion);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="InferenceException">The text is none.</exception>
    public static ModelVersion FromJson(string json) => RepositoryJson.ParseAnswer(json, RepositoryJson.Default.ModelVersion);
}
