namespace Hep.Root.IO.Serialization;

/// <summary>A layout of a class as a file stores it (TStreamerInfo), in pieces between which classes are told by their places.</summary>
internal sealed record StoredInfo
{
    public required LayoutIdentity Identity { get; init; }

    /// <summary>The version of TStreamerInfo.</summary>
    public required int InfoVersion { get; init; }

    /// <summary>Its members before the list of elements.</summary>
    public required byte[] Head { get; init; }

    /// <summary>The version of TObjArray.</summary>
    public required int ListVersion { get; init; }

    /// <summary>What the list of elements has before them, their number among it.</summary>
    public required byte[] ListHead { get; init; }

    /// <summary>Class and bytes of each element.</summary>
    public required IReadOnlyList<(string ClassName, byte[] Bytes)> Elements { get; init; }
}
