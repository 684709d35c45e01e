namespace Hep.Inference.Client;

/// <summary>Whether a server takes requests.</summary>
/// <param name="Address">The server.</param>
/// <param name="IsReady">What it said; false, too, where it said nothing.</param>
public sealed record ServerHealth(Uri Address, bool IsReady);
