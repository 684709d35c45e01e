using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hep.Inference;

/// <summary>How the versions of a model are run; what is null is as the service has it for every model.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ModelExecution
{
    /// <summary>As the service has it, in everything.</summary>
    public static ModelExecution Default { get; } = new();

    /// <summary>Rows that calls which wait may share in one run, 1 to 65536; 1: each call runs on its own.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? MaxBatch { get; init; }

    /// <summary>Microseconds for which a call that finds the model idle waits for company, up to a minute; 0: none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? MaxDelayMicroseconds { get; init; }

    /// <summary>Runs at the same time, 1 to 256.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Workers { get; init; }

    /// <summary>Threads that share the work of one run, 1 to 256.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Threads { get; init; }

    /// <summary>Calls that may wait, 1 to 1048576; one more is refused.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? QueueLength { get; init; }

    /// <summary>What runs the model: <c>cpu</c>, <c>cuda</c>, or <c>cuda:</c> and the number of a device.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Provider { get; init; }

    /// <summary>What the model may have of the processors when others want them too, against their shares, 0.01 to 100.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Share { get; init; }

    /// <summary>This record as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, RepositoryJson.Default.ModelExecution);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="InferenceException">The text is none.</exception>
    public static ModelExecution FromJson(string json) => RepositoryJson.ParseRequest(json, RepositoryJson.Default.ModelExecution);
}
