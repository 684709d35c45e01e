namespace Hep.Onnx;

/// <summary>Which events a model was trained on.</summary>
public sealed record DataFingerprint
{
    /// <summary>Trees that were read.</summary>
    public int FileCount { get; init; }

    /// <summary>The trees that were read, in the order in which they were met; of long lists the first thousand.</summary>
    public IReadOnlyList<DataFile> Files { get; init => field = value ?? field; } = [];

    /// <summary>Entries that were read.</summary>
    public long Entries { get; init; }

    /// <summary>Entries of the training part after the cuts.</summary>
    public long TrainingEntries { get; init; }

    /// <summary>Entries of the validation part after the cuts.</summary>
    public long ValidationEntries { get; init; }

    /// <summary>Entries that failed a cut.</summary>
    public long DroppedEntries { get; init; }

    /// <summary>Lists of objects longer than their cells, whose surplus the network never sees.</summary>
    public long TruncatedLists { get; init; }

    /// <summary>What decides on which side an entry falls: <c>identity</c>, or the names of columns.</summary>
    public IReadOnlyList<string> SplitBy { get; init => field = value ?? field; } = [];
}

/// <summary>One tree of a <see cref="DataFingerprint"/>.</summary>
/// <param name="Location">Where the file was, without secrets.</param>
/// <param name="Tree">The tree's path inside it.</param>
/// <param name="Id">The file's identity, which a copy keeps.</param>
/// <param name="Bytes">The file's length; 0 where it is not known.</param>
/// <param name="Entries">Entries that were read of it.</param>
public sealed record DataFile(string Location, string Tree, Guid Id, long Bytes, long Entries)
{
    /// <summary>
    /// A checksum of a local file, <c>sha256-parts:</c> and 64 digits: the SHA-256 of its length (8 bytes, little-endian) and of the parts
    /// that
    /// are read: its first and last MiB, where ROOT keeps header, streamer information and keys, and 64 blocks of 64 KiB at equal distances
    /// between; of files up to 6 MiB every byte. It tells files apart and notices what is written anew; a few bytes that are changed on
    /// purpose between the blocks escape it. Empty: the file is not local.
    /// </summary>
    public string Checksum { get; init => field = value ?? field; } = "";
}
