using Hep.Jagged;
using Hep.Root.IO.Files;

namespace Hep.Root.IO.Trees.Reading;

/// <summary>What the metadata of a tree say, in whichever format it is stored: its columns, and how they are read.</summary>
internal abstract class TreeDescription
{
    public abstract string Title { get; }

    public abstract long EntryCount { get; }

    /// <summary>All leaf columns in stored order, also those that cannot be decoded.</summary>
    public abstract IReadOnlyList<RootColumn> Columns { get; }

    /// <summary>Bytes of all records, before and after decompression; what several columns share counts once.</summary>
    public abstract (long Stored, long Plain) Bytes { get; }

    /// <summary>Names that the writer gave to expressions.</summary>
    public virtual IReadOnlyDictionary<string, string> Aliases { get; } = new Dictionary<string, string>();

    /// <summary>The friends that the writer recorded.</summary>
    public virtual IReadOnlyList<TreeFriend> Friends { get; } = [];

    /// <summary>Where the entries are best cut: ranges in order, the last of which ends with the entries.</summary>
    public abstract EntryRange[] Clusters(long entryCount);

    /// <summary>Columns of which only entries show whether they are what the metadata say.</summary>
    /// <param name="wanted">Those that are asked about.</param>
    /// <param name="range">The entries that are to be read of them.</param>
    public virtual IReadOnlyList<DoubtfulColumns> Doubtful(IReadOnlySet<string> wanted, EntryRange range) => [];

    /// <summary>What columns are read of.</summary>
    /// <param name="schema">The columns of a batch.</param>
    /// <param name="decoded">Those of them that are read.</param>
    /// <param name="collections">Which of the columns are of one collection.</param>
    /// <param name="records">The file.</param>
    /// <param name="budget">The memory of the stream.</param>
    public abstract TreeParts NewParts(
        Schema schema, Schema decoded, Collections collections, RecordReader records, ReadBudget budget);
}
