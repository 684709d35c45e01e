namespace Hep.Root.IO.Serialization;

/// <summary>Branches of a TClonesArray of before TBranchElement, which stream themselves by hand (TBranchClones.cxx).</summary>
internal static class OwnBranches
{
    private const int NarrowBytes = 32;                     // of the numbers before the branch that counts, where entries were fractions
    private const ushort ByteCountBit = 0x4000;

    /// <summary>
    /// TBranchClones: what a branch has without baskets, the branch that counts the objects of each entry, and those of their members. The
    /// one that counts becomes the first of the others.
    /// </summary>
    public static RootObject ReadClones(ObjectReader reader, ref RootBuffer buffer, ObjectTag tag)
    {
        Frame frame = ObjectReader.ReadCountedFrame(ref buffer, "TBranchClones");
        RootObject branch = reader.Create("TBranchClones", frame.Version);
        reader.Register(tag, branch);
        ReadNamed(ref buffer, branch);
        buffer.Skip(5 * sizeof(int));                       // compression, basket size, offsets, baskets, the one to be written
        // The numbers grew with ROOT and not with the class's version: the byte count of what follows them tells.
        bool isNarrow = (buffer.PeekUInt16(NarrowBytes) & ByteCountBit) != 0;
        buffer.Skip(isNarrow ? sizeof(int) : sizeof(long));
        foreach (string number in (ReadOnlySpan<string>)["fEntries", "fTotBytes", "fZipBytes"])
            branch.Add(number, isNarrow ? buffer.ReadDouble() : buffer.ReadInt64());
        buffer.Skip(sizeof(int));                           // the place in the object
        object? counts = reader.ReadPointer(ref buffer);
        branch.Add("fClassName", buffer.ReadString());
        object?[]? members = reader.ReadValue(ref buffer, "TObjArray") switch
        {
            object?[] items => items,
            RootObject array => [.. array.Items],
            _ => null,
        };
        if (counts is not RootObject || members is null)
            throw new RootException("A TBranchClones without its branches.") { Offset = frame.Start };
        branch.Add("fBranches", (object?[])[counts, .. members]);
        ObjectReader.EndFrame(ref buffer, frame, "TBranchClones");
        return branch;
    }

    private static void ReadNamed(ref RootBuffer buffer, RootObject into)
    {
        Frame frame = buffer.ReadFrame();                   // before ROOT 3 without a byte count
        ObjectHeader.Skip(ref buffer);
        into.Add("fName", buffer.ReadString());
        into.Add("fTitle", buffer.ReadString());
        buffer.EndFrame(frame, "TNamed");
    }
}
