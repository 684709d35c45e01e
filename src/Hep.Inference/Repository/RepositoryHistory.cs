using System.Text.Json;

namespace Hep.Inference;

/// <summary>A page of what was done to a repository, last first.</summary>
public sealed record RepositoryHistory
{
    /// <summary>The events.</summary>
    public required IReadOnlyList<RepositoryEvent> Events { get; init; }

    /// <summary>What asks for earlier ones; null: there are none.</summary>
    public string? NextPage { get; init; }

    /// <summary>This record as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, RepositoryJson.Default.RepositoryHistory);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="InferenceException">The text is none.</exception>
    public static RepositoryHistory FromJson(string json) => RepositoryJson.ParseAnswer(json, RepositoryJson.Default.RepositoryHistory);
}

/// <summary>One change of a repository. Events are written with the change that they tell of, and never change.</summary>
/// <param name="Id">Its number, ascending.</param>
/// <param name="Time">When it was done.</param>
/// <param name="Actor">Who did it.</param>
/// <param name="Address">From where; empty for the service itself.</param>
/// <param name="Action"><c>upload</c>, <c>note</c>, <c>change</c>, <c>rollback</c>, <c>delete</c>, <c>undelete</c> or <c>sweep</c>.</param>
/// <param name="Model">The model's name.</param>
/// <param name="Version">The version's number; null where the model as a whole is meant.</param>
/// <param name="Detail">What changed, in words.</param>
public sealed record RepositoryEvent(
    long Id, DateTimeOffset Time, string Actor, string Address, string Action, string Model, int? Version, string Detail);
