namespace Hep.Root.IO.Trees.NTuple;

/// <summary>A group of clusters that one page list describes.</summary>
/// <param name="ClusterCount">Its clusters.</param>
/// <param name="PageList">Where the list lies.</param>
internal readonly record struct ClusterGroup(uint ClusterCount, EnvelopeLink PageList);

/// <summary>What the footer says: fields that came while entries were written, and the groups of clusters.</summary>
internal static class Footer
{
    private const int GroupBytes = 8 + 16 + 4 + 8 + 12;

    /// <summary>Reads it; what later formats append, linked attributes among it, is passed over.</summary>
    public static ClusterGroup[] Read(EnvelopeBuffer payload, ulong headerChecksum, NTupleSchema schema)
    {
        payload.ReadFeatureFlags();
        if (payload.ReadUInt64() is var owner && owner != headerChecksum)
            throw new RootException($"It belongs to a header with the checksum {owner:x16}, {headerChecksum:x16} is this one's.");
        EnvelopeBuffer extension = payload.EnterRecord();
        if (extension.Remaining > 0) schema.Read(ref extension);
        EnvelopeBuffer list = payload.EnterList(out int count, GroupBytes);
        ClusterGroup[] groups = new ClusterGroup[count];
        for (int i = 0; i < count; i++)
        {
            EnvelopeBuffer record = list.EnterRecord();
            record.ReadInt64();                     // the first entry, and the span: the clusters tell them again
            record.ReadInt64();
            groups[i] = new ClusterGroup(record.ReadUInt32(), EnvelopeLink.Read(ref record));
        }
        return groups;
    }
}
