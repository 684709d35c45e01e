using System.Text.Json;

namespace Hep.Inference;

/// <summary>What a repository holds, and what it may hold. Deleted versions count until their files are removed.</summary>
public sealed record RepositoryUsage
{
    /// <summary>Everything; its <see cref="NamespaceUsage.Namespace"/> is <c>*</c>.</summary>
    public required NamespaceUsage Total { get; init; }

    /// <summary>Namespaces by name; the empty one holds the models without a namespace.</summary>
    public required IReadOnlyList<NamespaceUsage> Namespaces { get; init; }

    /// <summary>This record as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, RepositoryJson.Default.RepositoryUsage);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="InferenceException">The text is none.</exception>
    public static RepositoryUsage FromJson(string json) => RepositoryJson.ParseAnswer(json, RepositoryJson.Default.RepositoryUsage);
}

/// <summary>What a namespace, with all below it, holds and may hold.</summary>
/// <param name="Namespace">Its name.</param>
/// <param name="Versions">The number of versions.</param>
/// <param name="Bytes">The bytes of different contents.</param>
/// <param name="MostVersions">The number of versions that it may have; null: any.</param>
/// <param name="MostBytes">The bytes that it may have; null: any.</param>
public sealed record NamespaceUsage(string Namespace, int Versions, long Bytes, int? MostVersions, long? MostBytes);
