using Hep.Root.IO.Writing.Branches;
using Hep.Root.IO.Writing.Objects;
using Hep.Root.IO.Writing.Outputs;

namespace Hep.Root.IO.Writing.Trees;

/// <summary>The object of a tree (TTree, version 20): its branches with the places of their baskets, its leaves, its clusters.</summary>
/// <param name="title">The title.</param>
/// <param name="compression">What baskets are compressed with.</param>
/// <param name="basketBytes">How large they become.</param>
internal sealed class TreeRecord(string title, RootCompression compression, int basketBytes)
{
    // The classes' versions are those of WrittenLayouts.txt; what a new tree has in ROOT, TTree::TTree.
    private const int Version = 20, ScanField = 25, Estimate = 1_000_000, EntryOffsetLength = 1000;

    private const long MaxEntries = 1_000_000_000_000, AutoSave = -300_000_000, AutoFlush = -30_000_000;

    /// <summary>Writes the payload.</summary>
    public void Write(ObjectBuffer buffer, string name, IReadOnlyList<BranchWriter> branches, ClusterSizes clusters)
    {
        int tree = buffer.Begin(Version);
        buffer.WriteNamed(name, title);
        WriteAttributes(buffer);
        buffer.Write(clusters.EntryCount);
        buffer.Write(branches.Sum(b => b.Baskets.PlainBytes));
        buffer.Write(branches.Sum(b => b.Baskets.StoredBytes));
        buffer.Write(0L);                                   // fSavedBytes, fFlushedBytes
        buffer.Write(0L);
        buffer.Write(1.0);                                  // fWeight
        buffer.Write(0);                                    // fTimerInterval
        buffer.Write(ScanField);
        buffer.Write(0);                                    // fUpdate
        buffer.Write(EntryOffsetLength);
        buffer.Write(clusters.RangeEnds.Count);
        buffer.Write(MaxEntries);
        buffer.Write(MaxEntries);
        buffer.Write(0L);                                   // fMaxVirtualSize
        buffer.Write(AutoSave);
        buffer.Write(clusters.Entries ?? AutoFlush);
        buffer.Write((long)Estimate);
        WriteCounted(buffer, clusters.RangeEnds);
        WriteCounted(buffer, clusters.RangeSizes);
        BranchRecord.WriteFeatures(buffer);
        new BranchRecord(compression, Math.Max(basketBytes, BranchRecord.SmallestBasket)).WriteAll(buffer, branches);
        buffer.WriteNull();                                 // fAliases
        buffer.Write(0);                                    // fIndexValues, fIndex: no values
        buffer.Write(0);
        for (int i = 0; i < 4; i++) buffer.WriteNull();     // fTreeIndex, fFriends, fUserInfo, fBranchRef
        buffer.End(tree);
    }

    /// <summary>Lines, areas and markers that a tree draws with: ROOT's defaults.</summary>
    private static void WriteAttributes(ObjectBuffer buffer)
    {
        int line = buffer.Begin(2);
        buffer.Write((short)602);
        buffer.Write((short)1);
        buffer.Write((short)1);
        buffer.End(line);
        BranchRecord.WriteFill(buffer);
        int marker = buffer.Begin(2);
        buffer.Write((short)1);
        buffer.Write((short)1);
        buffer.Write(1f);
        buffer.End(marker);
    }

    private static void WriteCounted(ObjectBuffer buffer, IReadOnlyList<long> values)
    {
        buffer.Write(values.Count > 0);
        foreach (long value in values) buffer.Write(value);
    }
}
