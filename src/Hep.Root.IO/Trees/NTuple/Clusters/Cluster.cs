namespace Hep.Root.IO.Trees.NTuple;

/// <summary>A range of entries, with the pages of all columns.</summary>
/// <param name="FirstEntry">Its first entry.</param>
/// <param name="EntryCount">Its entries.</param>
/// <param name="Columns">
/// The pages of the columns that the file knew when the cluster was written; null for a suppressed one.
/// </param>
internal sealed record Cluster(long FirstEntry, long EntryCount, ColumnPages?[] Columns)
{
    private const int EntryCountBits = 56, Sharded = 1;

    public long EndEntry => FirstEntry + EntryCount;

    /// <summary>The way in which the cluster stores a column; null where it does not: all its elements are zero then.</summary>
    /// <exception cref="RootException">It ought to store it.</exception>
    public (StoredColumn Stored, ColumnPages Pages)? Find(NTupleColumn column)
    {
        bool isKnown = false;
        foreach (StoredColumn stored in column.Representations)
        {
            if (stored.Id >= Columns.Length) continue;
            if (Columns[stored.Id] is { } pages) return (stored, pages);
            isKnown = true;
        }
        if (isKnown)
            throw new RootException($"Column {column.Representations[0].Id} is suppressed in the cluster of entries {FirstEntry} to "
                + $"{EndEntry}, and no other representation stands for it.");
        return null;
    }

    /// <summary>Reads what a page list says of the entries of a cluster: the first one and how many.</summary>
    public static (long First, long Count) ReadSummary(ref EnvelopeBuffer record)
    {
        long first = record.ReadInt64();
        ulong count = record.ReadUInt64();
        if ((count >> EntryCountBits & Sharded) != 0) throw Anchor.NotSupported("an RNTuple with sharded clusters");
        return (first, (long)(count & ((1UL << EntryCountBits) - 1)));
    }
}
