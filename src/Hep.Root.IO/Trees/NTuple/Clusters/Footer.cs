namespace Hep.Root.IO.Trees.NTuple;

/// <summary>A group of clusters that one page list describes.</summary>
/// <param name="ClusterCount">Its clusters.</param>
/// <param name="PageList">Where the list lies.</param>
internal readonly record struct ClusterGroup(uint ClusterCount, EnvelopeLink PageList);

/// <summary>What the footer says: fields that came while entries were written, and the groups of clusters.</summary>
/// <param name="Groups">The groups.</param>
/// <param name="ExtensionStart">Where in its payload the fields that came later stand, a frame with its size.</param>
/// <param name="ExtensionEnd">Where that ends.</param>
/// <param name="HasMore">Whether it names what later formats append: linked attributes.</param>
internal sealed record Footer(ClusterGroup[] Groups, int ExtensionStart, int ExtensionEnd, bool HasMore)
{
    private const int GroupBytes = 8 + 16 + 4 + 8 + 12;

    /// <summary>Reads it; what later formats append is passed over.</summary>
    public static Footer Read(EnvelopeBuffer payload, ulong headerChecksum, NTupleSchema schema)
    {
        payload.ReadFeatureFlags();
        if (payload.ReadUInt64() is var owner && owner != headerChecksum)
            throw new RootException($"It belongs to a header with the checksum {owner:x16}, {headerChecksum:x16} is this one's.");
        int start = payload.Position;
        EnvelopeBuffer extension = payload.EnterRecord();
        int end = payload.Position;
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
        return new Footer(groups, start, end, payload.Remaining > 0 && !IsEmptyList(payload));
    }

    // Whatever else stands there is none of this format: it is not looked at.
    private static bool IsEmptyList(EnvelopeBuffer rest) =>
        rest.Remaining == EnvelopeBuffer.ListPreamble && rest.ReadInt64() == -EnvelopeBuffer.ListPreamble && rest.ReadUInt32() == 0;
}
