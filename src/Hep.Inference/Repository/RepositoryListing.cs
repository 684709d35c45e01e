using System.Text.Json.Serialization;

namespace Hep.Inference;

/// <summary>The models of a repository, by name in ordinal order.</summary>
public sealed record RepositoryListing
{
    /// <summary>The models.</summary>
    public required IReadOnlyList<RepositoryModel> Models { get; init; }
}

/// <summary>The repository's records in JSON, as the service sends them.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, MaxDepth = 16)]
[JsonSerializable(typeof(RepositoryListing))]
[JsonSerializable(typeof(RepositoryModel))]
[JsonSerializable(typeof(ModelVersion))]
public sealed partial class RepositoryJson : JsonSerializerContext;
