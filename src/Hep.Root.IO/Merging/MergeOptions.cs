using Hep.Root.IO.Writing.Files;

namespace Hep.Root.IO;

/// <summary>How files are joined.</summary>
public sealed record MergeOptions
{
    /// <summary>The options that are used unless others are given.</summary>
    public static MergeOptions Default { get; } = new();

    /// <summary>
    /// The format of all trees; null: each keeps that of the first file that has it. Trees that have it may be copied as they are.
    /// </summary>
    public TreeFormat? Format { get; init; }

    /// <summary>
    /// How trees are compressed. Null, the default: records of trees that are alike are copied as they are, and what is written anew is
    /// compressed as the file says.
    /// </summary>
    public RootCompression? Compression { get; init; }

    /// <summary>
    /// Whether objects and columns that cannot be written, added or chained are left out (<see cref="RootMerge.Unmerged"/> names them),
    /// instead of nothing being written at all.
    /// </summary>
    public bool LeaveOut { get; init; }

    /// <summary>
    /// Whether a column that some files lack is 0 or false in their entries, and a list as long as its counter says, instead of being one
    /// that cannot be chained.
    /// </summary>
    public bool FillMissing { get; init; }

    /// <summary>Whether files that cannot be opened are left out (<see cref="RootMerge.SkippedFiles"/> names them).</summary>
    public bool SkipBadFiles { get; init; }

    /// <summary>Threads that decode and compress. Default: 1.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>
    /// Bytes that reading ahead may hold, counted after decompression. While histograms are added half of it is theirs, so that the files
    /// are gone through as often as they need, and half is for arrays that are used again; a quarter more for fills without a range yet.
    /// Default: 512 MiB.
    /// </summary>
    public long MemoryBudget { get; init; } = 512L << 20;

    /// <summary>How files are opened; null for the defaults.</summary>
    public RootOpenOptions? Opening { get; init; }

    // From where on places of four bytes are taken for too few: before they are, since tables come between.
    internal long NarrowEnd { get; init; } = OutputFile.BigStart / 16 * 15;

    internal ReadOptions Reading => new() { Threads = Threads, MemoryBudget = MemoryBudget };
}
