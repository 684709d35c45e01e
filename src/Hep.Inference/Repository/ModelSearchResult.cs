using System.Text.Json;

namespace Hep.Inference;

/// <summary>A page of versions that fit a <see cref="ModelSearch"/>.</summary>
public sealed record ModelSearchResult
{
    /// <summary>The versions, in the order that was asked for.</summary>
    public required IReadOnlyList<ModelVersion> Versions { get; init; }

    /// <summary>How many versions fit, on all pages.</summary>
    public required int Total { get; init; }

    /// <summary>
    /// Of the versions that fit how many have each value of <c>namespace</c>, <c>task</c>, <c>engine</c>, <c>tag</c> and <c>label</c>
    /// (<c>key=value</c>), the most frequent first; of each facet up to 50 values.
    /// </summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<FacetValue>> Facets { get; init; }

    /// <summary>What asks for the next page; null: this is the last.</summary>
    public string? NextPage { get; init; }

    /// <summary>This record as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, RepositoryJson.Default.ModelSearchResult);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="InferenceException">The text is none.</exception>
    public static ModelSearchResult FromJson(string json) => RepositoryJson.ParseAnswer(json, RepositoryJson.Default.ModelSearchResult);
}

/// <summary>A value of a facet, and how many versions have it.</summary>
/// <param name="Value">The value.</param>
/// <param name="Count">The number of versions.</param>
public sealed record FacetValue(string Value, int Count);
