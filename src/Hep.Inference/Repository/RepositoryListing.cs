using System.Text.Json;

namespace Hep.Inference;

/// <summary>The models of a repository, by name in ordinal order.</summary>
public sealed record RepositoryListing
{
    /// <summary>The models.</summary>
    public required IReadOnlyList<RepositoryModel> Models { get; init; }

    /// <summary>This record as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, RepositoryJson.Default.RepositoryListing);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="InferenceException">The text is none.</exception>
    public static RepositoryListing FromJson(string json) => RepositoryJson.ParseAnswer(json, RepositoryJson.Default.RepositoryListing);
}
