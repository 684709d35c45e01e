using System.Text.Json.Serialization;

namespace Hep.Inference.Server;

/// <summary>What a namespace, or the whole repository, may hold. Deleted versions count until their files are removed.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RepositoryQuota
{
    /// <summary>No bounds.</summary>
    public static RepositoryQuota None { get; } = new();

    /// <summary>Bytes of different contents; null: any number.</summary>
    public long? Bytes { get; init; }

    /// <summary>Versions; null: any number.</summary>
    public int? Versions { get; init; }
}
