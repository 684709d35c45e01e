using System.Text.Json;

namespace Hep.Inference;

/// <summary>What was deleted and can be brought back, last deletions first.</summary>
public sealed record DeletedVersions
{
    /// <summary>The versions.</summary>
    public required IReadOnlyList<DeletedVersion> Versions { get; init; }

    /// <summary>This record as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, RepositoryJson.Default.DeletedVersions);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="InferenceException">The text is none.</exception>
    public static DeletedVersions FromJson(string json) => RepositoryJson.ParseAnswer(json, RepositoryJson.Default.DeletedVersions);
}

/// <summary>A version that was deleted.</summary>
/// <param name="Name">The model's name.</param>
/// <param name="Version">The version's number.</param>
/// <param name="Digest">The content's address.</param>
/// <param name="Bytes">The length of the ONNX file.</param>
/// <param name="Deleted">When it was deleted.</param>
/// <param name="KeptUntil">Until when it can be brought back.</param>
public sealed record DeletedVersion(
    string Name, int Version, string Digest, long Bytes, DateTimeOffset Deleted, DateTimeOffset KeptUntil);
