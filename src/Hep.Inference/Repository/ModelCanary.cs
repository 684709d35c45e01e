using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hep.Inference;

/// <summary>
/// A candidate version on trial: it gets a share of the requests that name no version, and is taken out again by itself where it fails more
/// of them than the default version, or is slower.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ModelCanary
{
    /// <summary>No candidate.</summary>
    public static ModelCanary None { get; } = new() { Percent = 0 };

    /// <summary>The candidate.</summary>
    public int Version { get; init; }

    /// <summary>What it gets of the requests that name no version, in percent: 0.1 to 99, which must be said; 0 ends the trial.</summary>
    public double? Percent { get; init; }

    /// <summary>By how much the share of requests that fail may be above that of the default version, 0 to 1; null: 0.01.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? MaxErrorIncrease { get; init; }

    /// <summary>What the 99th percentile of the latency may be of that of the default version, 1 to 100; null: 1.5.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? MaxLatencyRatio { get; init; }

    /// <summary>Requests of each of both versions in a window, before which nothing is decided, 20 to 1 000 000; null: 100.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? MinimumRequests { get; init; }

    /// <summary>Seconds after which counting begins anew, once there were enough requests, 1 to 86 400; null: 60.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? WindowSeconds { get; init; }

    /// <summary>This record as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, RepositoryJson.Default.ModelCanary);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="InferenceException">The text is none.</exception>
    public static ModelCanary FromJson(string json) => RepositoryJson.ParseRequest(json, RepositoryJson.Default.ModelCanary);
}
