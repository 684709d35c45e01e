using System.Text.Json;

namespace Hep.Inference;

/// <summary>A model of a repository with its versions.</summary>
public sealed record RepositoryModel
{
    /// <summary>The model's name.</summary>
    public required string Name { get; init; }

    /// <summary>The version that answers where a caller names none: the highest.</summary>
    public required int DefaultVersion { get; init; }

    /// <summary>All versions, ascending.</summary>
    public required IReadOnlyList<ModelVersion> Versions { get; init; }

    /// <summary>This record as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, RepositoryJson.Default.RepositoryModel);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="InferenceException">The text is none.</exception>
    public static RepositoryModel FromJson(string json) => RepositoryJson.Parse(json, RepositoryJson.Default.RepositoryModel);
}
