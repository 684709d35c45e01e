namespace Hep.Root.IO.Serialization;

/// <summary>The layout of one version of a class (TStreamerInfo).</summary>
internal sealed record StreamerInfo(string ClassName, int Version, uint Checksum, IReadOnlyList<StreamerElement> Elements);
