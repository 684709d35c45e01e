namespace Hep.Root.IO;

/// <summary>An object that a merged file is to have.</summary>
/// <param name="Path">Where it is, in all files.</param>
/// <param name="ClassName">Its class in the first of them.</param>
/// <param name="FileCount">How many files have it.</param>
public sealed record MergedObject(string Path, string ClassName, int FileCount)
{
    /// <summary>Of a tree, the entries of all files; null for other objects.</summary>
    public long? EntryCount { get; init; }

    /// <summary>Of a tree, the columns that are written; null for other objects.</summary>
    public int? ColumnCount { get; init; }

    /// <summary>
    /// Of a tree whose entries are read and written anew, why; null for other objects, and where the records of trees are copied as they
    /// are.
    /// </summary>
    public string? WhyRewritten { get; init; }
}

/// <summary>An object, or a column of a tree, that cannot be merged.</summary>
/// <param name="Path">The object.</param>
/// <param name="Column">The column; null where it is the object as a whole.</param>
/// <param name="Why">The reason, with the file where there is one.</param>
public sealed record UnmergedObject(string Path, string? Column, string Why)
{
    /// <summary>Which, and why.</summary>
    public override string ToString() => Column is null ? $"'{Path}': {Why}" : $"column '{Column}' of '{Path}': {Why}";
}
