namespace Hep.Root.IO;

/// <summary>What of a dataset is read, and how.</summary>
public sealed record DatasetOptions
{
    /// <summary>Everything, in batches of the default size.</summary>
    public static DatasetOptions Default { get; } = new();

    /// <summary>
    /// Names, globs and regular expressions between slashes of the stored columns to read, in this order, besides <c>hep.label</c> and
    /// <c>hep.weight</c>; null reads all.
    /// </summary>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>Batch size and bounds; its range of entries has to be left alone, since each source has its own.</summary>
    public ReadOptions Reading { get; init; } = ReadOptions.Default;

    /// <summary>How entries are mixed in each epoch; null: they come in the order of the files.</summary>
    public DatasetShuffle? Shuffle { get; init; }

    /// <summary>Which part of each epoch is read. Default: all.</summary>
    public DatasetShard Shard { get; init; } = DatasetShard.Whole;

    /// <summary>How files are opened, and the logger that is told; null for the defaults.</summary>
    public RootOpenOptions? Opening { get; init; }
}
