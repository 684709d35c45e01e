using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hep.Inference;

/// <summary>What is to change in the notes on a version; what is not named stays.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
// Generated readers set what the text does not name to null, past the initializer.
public sealed record VersionChange
{
    /// <summary>The new description; null: as it is.</summary>
    public string? Description { get; init; }

    /// <summary>Tags to set (true) and to remove (false).</summary>
    public IReadOnlyDictionary<string, bool> Tags { get; init => field = value ?? field; } = new Dictionary<string, bool>();

    /// <summary>Labels with their new values; null removes one.</summary>
    public IReadOnlyDictionary<string, string?> Labels { get; init => field = value ?? field; } = new Dictionary<string, string?>();

    /// <summary>This record as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, RepositoryJson.Default.VersionChange);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="InferenceException">The text is none.</exception>
    public static VersionChange FromJson(string json) => RepositoryJson.ParseRequest(json, RepositoryJson.Default.VersionChange);
}
