namespace Hep.Inference.Server.Repository;

/// <summary>A version that a search found, its place in the order, and whether that is behind the page before.</summary>
internal sealed record FoundVersion(string Model, int Version, SearchPlace Place, bool IsAfter);
