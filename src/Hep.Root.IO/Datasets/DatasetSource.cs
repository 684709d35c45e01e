namespace Hep.Root.IO;

/// <summary>Files that belong together: one tree of each, read as one chain, with one label and one weight.</summary>
public sealed record DatasetSource
{
    /// <summary>
    /// Paths, globs (ordinal order), URLs, and lists (<c>@list.txt</c>), in reading order; relative ones start from the
    /// specification's folder.
    /// </summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>The path of the tree inside each file; null takes the only tree that a file has.</summary>
    public string? Tree { get; init; }

    /// <summary>What to learn: a number or an expression over the entry for each target, as text. Empty: entries without labels.</summary>
    public IReadOnlyList<string> Label { get; init; } = [];

    /// <summary>What an entry counts: a number or an expression over the entry.</summary>
    public string Weight { get; init; } = "1";

    /// <summary>The first entry that is read, counted over the chain of all files from 0, before any cut.</summary>
    public long FirstEntry { get; init; }

    /// <summary>The entry before which reading ends; null reads to the end of the chain.</summary>
    public long? EndEntry { get; init; }

    /// <summary>Whether only some of its entries are read.</summary>
    internal bool HasRange => FirstEntry != 0 || EndEntry is not null;

    /// <summary>
    /// Values for columns that some file lacks, by name: a missing column without one is an error. A jagged column
    /// takes the value for each object of its collection.
    /// </summary>
    public IReadOnlyDictionary<string, double> Default { get; init; } = new Dictionary<string, double>();
}
