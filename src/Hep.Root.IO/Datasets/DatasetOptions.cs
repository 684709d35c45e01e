using Hep.Jagged;

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
    public ShuffleOptions? Shuffle { get; init; }

    /// <summary>Which clusters are read; null: all. With a sample nobody knows <see cref="RootDataset.EntryCount"/>.</summary>
    public DatasetSample? Sample { get; init; }

    /// <summary>Which part of each epoch is read. Default: all.</summary>
    public DatasetShard Shard { get; init; } = DatasetShard.Whole;

    /// <summary>Which files are opened before reading begins.</summary>
    public DatasetInspection Inspection { get; init; }

    /// <summary>How files are opened, and the logger that is told; null for the defaults.</summary>
    public RootOpenOptions? Opening { get; init; }

    /// <summary>Whether a shuffle goes with these options.</summary>
    internal bool MayShuffle(bool hasRanges) => Reading.Where is null && (Inspection == DatasetInspection.EveryFile || !hasRanges);

    /// <summary>Whether a whole epoch can be divided into equal shards.</summary>
    internal bool MayShard =>
        Reading.Where is null && Sample is null && Inspection == DatasetInspection.EveryFile && Shard.Count == 1;

    /// <exception cref="ArgumentException">Options that do not go together, or a number below what it can be.</exception>
    /// <param name="hasRanges">Whether a source has a range of entries.</param>
    /// <param name="badFiles">What becomes of files that cannot be read.</param>
    internal void Check(bool hasRanges, BadFiles badFiles)
    {
        Shuffle?.Check();
        bool isWhole = Shuffle is null && Shard.Count == 1;
        if (Reading.FirstEntry != 0 || Reading.EndEntry is not null)
            throw new ArgumentException("A range of entries belongs to a source of the specification, not to the options.");
        if (Reading.Where is not null && !isWhole)
            throw new ArgumentException("A cut comes behind the shuffle and the shard: Filter of the dataset.");
        if (Reading.Where is not null && badFiles == BadFiles.Skip)
            throw new ArgumentException("Behind a cut nobody knows how much of a bad file was read: Filter of the dataset.");
        if (Sample is not null && Shard.Count > 1)
            throw new ArgumentException("Equal shards need all entries: a sample cannot be divided.");
        if (Inspection == DatasetInspection.EveryFile) return;
        if (Shard.Count > 1) throw new ArgumentException("Equal shards need the entries of every file: DatasetInspection.EveryFile.");
        if (Shuffle is not null && hasRanges)
            throw new ArgumentException(
                "Which entries of a mixed source lie in its range only all its files tell: DatasetInspection.EveryFile.");
    }
}
