namespace Hep.Root.IO.Merging;

/// <summary>What the files have under one path.</summary>
/// <param name="first">The key in the first file that has it.</param>
/// <param name="kind">What becomes of it.</param>
internal sealed class FoundObject(RootKey first, MergeKind kind)
{
    public RootKey First { get; } = first;

    public MergeKind Kind { get; } = kind;

    /// <summary>The files that have it.</summary>
    public int FileCount { get; set; }

    /// <summary>Of a tree, those files, in reading order; of anything else none, since there may be very many.</summary>
    public List<string> Files { get; } = [];

    /// <summary>Why it cannot be merged; null where it can.</summary>
    public string? Why { get; set; }
}

/// <summary>What becomes of objects of one path.</summary>
internal enum MergeKind
{
    /// <summary>What lies in it is merged.</summary>
    Directory,
    /// <summary>They are chained.</summary>
    Tree,
    /// <summary>They are added: histograms and profiles.</summary>
    Sum,
    /// <summary>Each that differs from those before is kept, under a cycle of its own: texts and names.</summary>
    Text,
    /// <summary>They cannot be written.</summary>
    None,
}
