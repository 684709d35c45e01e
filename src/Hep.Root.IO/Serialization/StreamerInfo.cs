namespace Hep.Root.IO.Serialization;

/// <summary>The layout of one version of a class (TStreamerInfo).</summary>
internal sealed record StreamerInfo(string ClassName, int Version, uint Checksum, IReadOnlyList<StreamerElement> Elements)
{
    /// <summary>Whether the base classes stand there without byte counts, as ROOT wrote them before version 3.</summary>
    public bool HasUncountedBases { get; init; }
}
