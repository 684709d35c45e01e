using System.Text.Json.Serialization;

namespace Hep.Inference.Server;

/// <summary>How many requests a client may make; beyond it they get 429, with the seconds after which the next one is taken.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RequestRate
{
    /// <summary>Requests a second, in the mean; at least one.</summary>
    public required int PerSecond { get; init; }

    /// <summary>Requests that may come at once after a time of silence; null: those of two seconds.</summary>
    public int? Burst { get; init; }
}
