using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hep.Inference;

/// <summary>What is to change in a model as a whole; what is null stays.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
// Generated readers set what the text does not name to null, past the initializer.
public sealed record ModelChange
{
    /// <summary>The new description.</summary>
    public string? Description { get; init; }

    /// <summary>How the default version is chosen from now on: as <see cref="RepositoryModel.DefaultPolicy"/> has it.</summary>
    public string? DefaultPolicy { get; init; }

    /// <summary>The versions that aliases are to point at, from now on; null removes an alias.</summary>
    public IReadOnlyDictionary<string, int?> Aliases { get; init => field = value ?? field; } = new Dictionary<string, int?>();

    /// <summary>
    /// How the model's versions are run from now on, in place of all that was said before; without a member: as the service has it.
    /// </summary>
    public ModelExecution? Execution { get; init; }

    /// <summary>The candidate that is tried from now on, in place of any before; <see cref="ModelCanary.None"/> ends a trial.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ModelCanary? Canary { get; init; }

    /// <summary>This record as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, RepositoryJson.Default.ModelChange);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="InferenceException">The text is none.</exception>
    public static ModelChange FromJson(string json) => RepositoryJson.ParseRequest(json, RepositoryJson.Default.ModelChange);
}
