namespace Hep.Root.IO.Trees.NTuple;

/// <summary>The clusters of a group, as its page list describes them.</summary>
internal static class PageList
{
    private const int SummaryBytes = 8 + 16, ListBytes = 12;

    /// <summary>Reads the list.</summary>
    /// <param name="payload">The envelope's payload.</param>
    /// <param name="headerChecksum">The checksum of the header that it has to belong to.</param>
    /// <param name="clusterCount">Clusters that the footer announces.</param>
    /// <param name="schema">Tells how many columns there are.</param>
    /// <param name="clusters">Takes them.</param>
    public static void Read(
        EnvelopeBuffer payload, ulong headerChecksum, uint clusterCount, NTupleSchema schema, List<Cluster> clusters)
    {
        if (payload.ReadUInt64() is var owner && owner != headerChecksum)
            throw new RootException($"It belongs to a header with the checksum {owner:x16}, {headerChecksum:x16} is this one's.");
        EnvelopeBuffer summaries = payload.EnterList(out int count, SummaryBytes);
        EnvelopeBuffer lists = payload.EnterList(out int listed, ListBytes);
        if (count != listed || count != clusterCount)
            throw new RootException($"{clusterCount} clusters announced, {count} told of, pages of {listed} listed.");
        for (int i = 0; i < count; i++)
        {
            EnvelopeBuffer summary = summaries.EnterRecord();
            (long first, long entries) = Cluster.ReadSummary(ref summary);
            clusters.Add(new Cluster(first, entries, ReadColumns(ref lists, schema)));
        }
    }

    // Columns that came later are not in the clusters before.
    private static ColumnPages?[] ReadColumns(ref EnvelopeBuffer lists, NTupleSchema schema)
    {
        EnvelopeBuffer list = lists.EnterList(out int count, ListBytes + sizeof(long));
        if (count < schema.HeaderCount || count > schema.StoredCount)
            throw new RootException($"Pages of {count} columns, {schema.HeaderCount} to {schema.StoredCount} expected.");
        ColumnPages?[] columns = new ColumnPages?[count];
        for (int i = 0; i < count; i++) columns[i] = ColumnPages.Read(ref list);
        return columns;
    }
}
