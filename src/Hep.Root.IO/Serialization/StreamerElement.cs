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

    /// <summary>Whether the member is a fixed array. Arrays of text and collections have no code of their own.</summary>
    public bool IsArray =>
        BasicType.IsArray(Type) || (ArrayLength > 0 && Type is MemberCode.Collection or MemberCode.CollectionText or MemberCode.Streamed);

    /// <summary>The code of one element of a fixed array, or of what a counted pointer points to; else the member's own.</summary>
    public int ElementCode =>
        BasicType.IsArray(Type) ? Type - BasicType.FixedArray : BasicType.IsCounted(Type) ? Type - BasicType.CountedPointer : Type;

    /// <summary>The member that holds the length of a counted pointer.</summary>
    public string CountName { get; init; } = "";

    /// <summary>
    /// The code of what a collection holds, which is that of a number for enumerations too; 0 where the member is no collection.
    /// </summary>
    public int ContainedCode { get; init; }

    /// <summary>Whether this is a base class.</summary>
    public bool IsBase { get; init; }

    /// <summary>The base class's version.</summary>
    public int BaseVersion { get; init; }

    /// <summary>The base class's checksum; 0 where the file does not tell.</summary>
    public uint BaseChecksum { get; init; }
}
