namespace Hep.Root.IO;

/// <summary>How much a file may ask of this process before it is refused. The defaults are far above what experiments write.</summary>
public sealed record RootReadLimits
{
    /// <summary>The limits that are used unless others are given.</summary>
    public static RootReadLimits Default { get; } = new();

    /// <summary>Bytes of one record after decompression; default 1 GiB.</summary>
    public int MaxRecordBytes { get; init; } = 1 << 30;

    /// <summary>Bytes of the baskets that reading one batch may hold after decompression; default 4 GiB.</summary>
    public long MaxLoadedBytes { get; init; } = 4L << 30;

    /// <summary>Keys of one file, over all its directories; default one million.</summary>
    public int MaxKeys { get; init; } = 1_000_000;

    /// <summary>Objects within objects, directories within directories, branches within branches; default 64.</summary>
    public int MaxDepth { get; init; } = 64;

    /// <summary>
    /// Members and elements of one object, those of all objects in it among them; an array of numbers counts as one. Default 16 million.
    /// </summary>
    public int MaxObjectValues { get; init; } = 16_000_000;

    /// <summary>
    /// Objects within objects that are read for themselves, which link to each other in longer chains than trees do; default 256.
    /// </summary>
    public int MaxObjectDepth { get; init; } = 256;
}
