using System.Collections.Immutable;

namespace Hep.Root.IO.Serialization;

/// <summary>One member of a class as ROOT recorded it (TStreamerElement).</summary>
internal sealed record StreamerElement
{
    /// <summary>The member's name, or the base class's.</summary>
    public required string Name { get; init; }

    /// <summary>The comment in the header file: counters, ranges, and <c>!</c> for members that are not stored.</summary>
    public string Title { get; init; } = "";

    /// <summary>ROOT's code of how the member is stored.</summary>
    public required int Type { get; init; }

    /// <summary>The C++ type.</summary>
    public required string TypeName { get; init; }

    /// <summary>Values of a fixed array; 0 for one value.</summary>
    public int ArrayLength { get; init; }

    /// <summary>The fixed array's dimensions.</summary>
    public ImmutableArray<int> ArrayDimensions { get; init; } = [];

    /// <summary>The member that holds the length of a counted pointer.</summary>
    public string CountName { get; init; } = "";

    /// <summary>Whether this is a base class.</summary>
    public bool IsBase { get; init; }

    /// <summary>The base class's version.</summary>
    public int BaseVersion { get; init; }

    /// <summary>The base class's checksum; 0 where the file does not tell.</summary>
    public uint BaseChecksum { get; init; }
}
