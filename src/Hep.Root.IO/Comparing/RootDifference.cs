namespace Hep.Root.IO;

/// <summary>Something in which two files differ.</summary>
/// <param name="Path">The object, as the first file calls it, or the second where the first has none.</param>
/// <param name="Kind">What differs.</param>
/// <param name="First">What the first file has: a class, a type, a count or a value, as text. Empty where it has nothing.</param>
/// <param name="Second">The same of the second.</param>
public sealed record RootDifference(string Path, DifferenceKind Kind, string First, string Second)
{
    /// <summary>The column of a tree; null where it is the object.</summary>
    public string? Column { get; init; }

    /// <summary>The first entry of the tree in which the column differs; null where it is no entry.</summary>
    public long? Entry { get; init; }

    /// <summary>Where in the entry or object: indices such as <c>[2][0]</c>, members such as <c>fXaxis.fTitle</c>; else empty.</summary>
    public string Place { get; init; } = "";
}

/// <summary>What can differ.</summary>
public enum DifferenceKind
{
    /// <summary>Only the first file has the object or column.</summary>
    OnlyInFirst,
    /// <summary>Only the second has it.</summary>
    OnlyInSecond,
    /// <summary>The classes of objects; their contents are not compared then.</summary>
    Class,
    /// <summary>The types or shapes of columns; values are compared where one type holds those of both.</summary>
    Type,
    /// <summary>The numbers of entries; those that both have are compared.</summary>
    EntryCount,
    /// <summary>A value: of a column, the first one that differs.</summary>
    Value,
    /// <summary>Nothing is known: one of them cannot be read, for the reason given.</summary>
    NotCompared,
}
