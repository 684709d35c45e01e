namespace Hep.Inference.Server.Repository;

/// <summary>Whether a version can be asked, in the words of Triton's repository extension.</summary>
/// <param name="Name">READY, LOADING, UNLOADING or UNAVAILABLE.</param>
/// <param name="Reason">Why it is not ready; empty where it is.</param>
internal sealed record VersionState(string Name, string Reason)
{
    /// <summary>It is loaded, or will be by the first request.</summary>
    public static VersionState Ready { get; } = new("READY", "");

    public static VersionState Loading { get; } = new("LOADING", "");

    /// <summary>The last requests are served.</summary>
    public static VersionState Unloading { get; } = new("UNLOADING", "unloaded");

    public static VersionState Unloaded { get; } = new("UNAVAILABLE", "unloaded");

    public static VersionState Broken(string why) => new("UNAVAILABLE", why);

    public bool IsReady => this == Ready;
}
