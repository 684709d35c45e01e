using System.Text.Json;

namespace Hep.Inference;

/// <summary>What two versions of a model differ in.</summary>
public sealed record VersionComparison
{
    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>The two versions.</summary>
    public required IReadOnlyList<int> Versions { get; init; }

    /// <summary>The places at which they have other values.</summary>
    public required IReadOnlyList<VersionDifference> Differences { get; init; }

    /// <summary>Differences beyond those that are told.</summary>
    public int LeftOut { get; init; }

    /// <summary>What was not looked into, and why, as where the file of a version cannot be read; null: nothing was left out.</summary>
    public string? NotCompared { get; init; }

    /// <summary>Reads what a service sent.</summary>
    /// <exception cref="InferenceException">The text is none.</exception>
    public static VersionComparison FromJson(string json) => RepositoryJson.ParseAnswer(json, RepositoryJson.Default.VersionComparison);
}

/// <summary>One place at which two versions differ.</summary>
/// <param name="What">The place: <c>card.metrics.auc</c>, <c>card.data.files[nano.root].checksum</c>.</param>
/// <param name="Values">The value of each, as JSON; null where it has none.</param>
public sealed record VersionDifference(string What, IReadOnlyList<JsonElement> Values);
