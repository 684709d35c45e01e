using Hep.Root.IO.Writing.Baskets;
using Hep.Root.IO.Writing.Branches;
using Hep.Root.IO.Writing.Objects;

namespace Hep.Root.IO.Writing.Trees;

/// <summary>
/// The branches inside the object of a tree (TBranch, version 13, and TBranchElement, version 10), and the list of its leaves.
/// </summary>
internal sealed class BranchRecord(RootCompression compression, int basketBytes)
{
    /// <summary>What ROOT takes for a buffer in which a basket begins, if nobody says more.</summary>
    public const int SmallestBasket = 32_000;

    private const int Version = 13, ElementVersion = 10, ArrayVersion = 3, FillVersion = 2;

    // What a branch of entries of unlike length says: its baskets have tables (fEntryOffsetLen).
    private const int HasTable = 1000;

    // A branch has room for at least so many baskets (TBranch::TBranch).
    private const int SmallestCount = 10;

    // A buffer of this branch needs no map of objects: nothing in it refers to another (kDoNotUseBufferMap of TBranch.h).
    private const uint NeedsNoMap = 0x40_0000;

    private const uint FeaturesChecksum = 0x1AA1_2F10;

    private readonly LeafRecord _leaves = new();

    /// <summary>Writes fBranches and fLeaves.</summary>
    public void WriteAll(ObjectBuffer buffer, IReadOnlyList<BranchWriter> branches)
    {
        int all = BeginArray(buffer, branches.Count);
        foreach (BranchWriter branch in branches) WriteBranch(buffer, branch);
        buffer.End(all);
        int leaves = BeginArray(buffer, branches.Count);
        foreach (BranchWriter branch in branches) _leaves.WriteReference(buffer, branch.Form);
        buffer.End(leaves);
    }

    /// <summary>ROOT::TIOFeatures: a class without a version, told by its checksum, with one byte of bits.</summary>
    public static void WriteFeatures(ObjectBuffer buffer)
    {
        int features = buffer.Begin(0);
        buffer.Write(FeaturesChecksum);
        buffer.Write((byte)0);
        buffer.End(features);
    }

    /// <summary>TAttFill with ROOT's defaults.</summary>
    public static void WriteFill(ObjectBuffer buffer)
    {
        int fill = buffer.Begin(FillVersion);
        buffer.Write((short)0);
        buffer.Write((short)1001);
        buffer.End(fill);
    }

    private void WriteBranch(ObjectBuffer buffer, BranchWriter branch)
    {
        int tagged = buffer.BeginTagged(branch.Form.ClassName);
        if (branch.Form.VectorDepth == 0) WriteBase(buffer, branch);
        else WriteElement(buffer, branch);
        buffer.End(tagged);
    }

    private void WriteElement(ObjectBuffer buffer, BranchWriter branch)
    {
        WrittenLayout vector = WrittenLayout.Of(branch.Form.VectorName);
        int element = buffer.Begin(ElementVersion);
        WriteBase(buffer, branch);
        buffer.Write(vector.ClassName);
        buffer.Write("");                                   // fParentName, fClonesName
        buffer.Write("");
        buffer.Write(vector.Checksum);
        buffer.Write((short)vector.Version);
        buffer.Write(-1);                                   // fID: no member of a class
        buffer.Write(0);                                    // fType: not split
        buffer.Write(-1);                                   // fStreamerType: the object as a whole
        buffer.Write(0);                                    // fMaximum
        buffer.WriteNull();                                 // fBranchCount, fBranchCount2
        buffer.WriteNull();
        buffer.End(element);
    }

    private void WriteBase(ObjectBuffer buffer, BranchWriter branch)
    {
        BasketList baskets = branch.Baskets;
        int room = Math.Max(SmallestCount, baskets.Count + 1);
        int at = buffer.Begin(Version);
        buffer.WriteNamed(branch.Form.Name, branch.Form.Title, NeedsNoMap);
        WriteFill(buffer);
        buffer.Write(compression.Code);
        buffer.Write(basketBytes);
        buffer.Write(branch.Form.IsVariable ? HasTable : 0);
        buffer.Write(baskets.Count);
        buffer.Write(baskets.EntryCount);
        WriteFeatures(buffer);
        buffer.Write(0);                                    // fOffset
        buffer.Write(room);
        buffer.Write(0);                                    // fSplitLevel
        buffer.Write(baskets.EntryCount);
        buffer.Write(0L);                                   // fFirstEntry
        buffer.Write(baskets.PlainBytes);
        buffer.Write(baskets.StoredBytes);
        buffer.End(BeginArray(buffer, 0));                  // fBranches
        int leaves = BeginArray(buffer, 1);
        _leaves.Write(buffer, branch);
        buffer.End(leaves);
        buffer.End(BeginArray(buffer, 0));                  // fBaskets: all of them are in the file
        buffer.Write((byte)1);
        for (int i = 0; i < room; i++) buffer.Write(i < baskets.Count ? baskets.Bytes[i] : 0);
        buffer.Write((byte)1);
        // the first entry of each, and behind the last basket the end
        for (int i = 0; i < room; i++)
            buffer.Write(i < baskets.Count ? baskets.FirstEntries[i] : i == baskets.Count ? baskets.EntryCount : 0L);
        buffer.Write((byte)1);
        for (int i = 0; i < room; i++) buffer.Write(i < baskets.Count ? baskets.Seeks[i] : 0L);
        buffer.Write("");                                   // fFileName: in this file
        buffer.End(at);
    }

    // TObjArray: TObject, a name, the number of objects, and the index of the first.
    private static int BeginArray(ObjectBuffer buffer, int count)
    {
        int at = buffer.Begin(ArrayVersion);
        buffer.WriteObject();
        buffer.Write("");
        buffer.Write(count);
        buffer.Write(0);
        return at;
    }
}
