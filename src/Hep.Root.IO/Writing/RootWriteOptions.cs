namespace Hep.Root.IO;

/// <summary>How a file is written.</summary>
public sealed record RootWriteOptions
{
    /// <summary>The options that are used unless others are given.</summary>
    public static RootWriteOptions Default { get; } = new();

    /// <summary>How records are compressed. Default: Zstandard, level 1, for its speed.</summary>
    public RootCompression Compression { get; init; } = RootCompression.Zstd(1);

    /// <summary>The title of the file. Default: empty.</summary>
    public string Title { get; init; } = "";

    /// <summary>
    /// Bytes of a tree's baskets, before compression, after which all that is written so far is made findable, so that a process that is
    /// killed leaves a part that can be read. 0: only at the end. Default 300 MB, as in ROOT.
    /// </summary>
    public long AutoSaveBytes { get; init; } = 300_000_000;

    /// <summary>
    /// The path until the file is complete, in the same file system. Null, the default: that of the file with <c>.part</c> behind it.
    /// </summary>
    public string? PartPath { get; init; }

    /// <summary>Tells the dates that records carry. Default: the system's clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <exception cref="ArgumentOutOfRangeException">A number is not what it can be.</exception>
    internal void Check()
    {
        ArgumentNullException.ThrowIfNull(Title);
        ArgumentNullException.ThrowIfNull(TimeProvider);
        ArgumentOutOfRangeException.ThrowIfNegative(AutoSaveBytes);
    }
}
