using System.Text.Json;

namespace Hep.Inference;

/// <summary>One version of a model in a repository. Versions never change and their numbers are never given again.</summary>
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

    /// <summary>This record as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, RepositoryJson.Default.ModelVersion);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="InferenceException">The text is none.</exception>
    public static ModelVersion FromJson(string json) => RepositoryJson.Parse(json, RepositoryJson.Default.ModelVersion);
}
