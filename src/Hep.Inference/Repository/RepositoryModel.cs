using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hep.Inference;

/// <summary>A model of a repository with its versions.</summary>
public sealed record RepositoryModel
{
    /// <summary>
    /// The model's name: the namespace and the model's own name, with a dot between; a name without a dot is in no namespace.
    /// </summary>
    public required string Name { get; init; }

    /// <summary>What stands before the name's last dot, an experiment or a group in one: <c>cms.b2g</c>; empty without one.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>What it is, in words.</summary>
    public string Description { get; init; } = "";

    /// <summary>The version that answers where a caller names none.</summary>
    public required int DefaultVersion { get; init; }

    /// <summary>How that version is chosen: <c>latest</c>, its number, or <c>tag:production</c>, the highest one with that tag.</summary>
    public string DefaultPolicy { get; init; } = "latest";

    /// <summary>Movable pointers: the version that each alias stands for.</summary>
    public IReadOnlyDictionary<string, int> Aliases { get; init; } = new Dictionary<string, int>();

    /// <summary>How its versions are run, where that differs from what the service does with every model.</summary>
    public ModelExecution Execution { get; init => field = value ?? field; } = ModelExecution.Default;

    /// <summary>The candidate that gets a share of the requests which name no version; null: none is tried.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ModelCanary? Canary { get; init; }

    /// <summary>All versions, ascending.</summary>
    public required IReadOnlyList<ModelVersion> Versions { get; init; }

    /// <summary>This record as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, RepositoryJson.Default.RepositoryModel);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="InferenceException">The text is none.</exception>
    public static RepositoryModel FromJson(string json) => RepositoryJson.ParseAnswer(json, RepositoryJson.Default.RepositoryModel);
}
