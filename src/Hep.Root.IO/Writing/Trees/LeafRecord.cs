using Hep.Jagged;
using Hep.Root.IO.Writing.Branches;
using Hep.Root.IO.Writing.Objects;

namespace Hep.Root.IO.Writing.Trees;

/// <summary>
/// The leaves inside the object of a tree (TLeaf, version 2, and its classes), to which others refer: lists to their counter.
/// </summary>
internal sealed class LeafRecord
{
    private const int Version = 2, ClassVersion = 1;

    private readonly Dictionary<BranchForm, int> _places = [];

    /// <summary>Writes the leaf of a branch.</summary>
    public void Write(ObjectBuffer buffer, BranchWriter branch)
    {
        BranchForm form = branch.Form;
        bool isVector = form.VectorDepth > 0;
        int tagged = buffer.BeginTagged(form.LeafClass);
        _places.Add(form, tagged);
        int leaf = buffer.Begin(ClassVersion);
        int common = buffer.Begin(Version);
        buffer.WriteNamed(form.Name, isVector ? form.Name : form.LeafTitle);
        buffer.Write(form.Type.Element == ElementType.String && !isVector ? checked((int)branch.Maximum) : form.ShapeCount);
        buffer.Write(isVector ? 0 : form.Type.Width);
        buffer.Write(0);                                    // fOffset
        buffer.Write(form.IsCounter);                       // fIsRange
        buffer.Write(!isVector && form.Type.IsUnsigned);
        if (form.Counter is null) buffer.WriteNull();
        else buffer.WriteReference(_places[form.Counter]);
        buffer.End(common);
        if (isVector) WriteElement(buffer);
        else WriteRange(buffer, form.Type, branch.Maximum);
        buffer.End(leaf);
        buffer.End(tagged);
    }

    /// <summary>Refers to the leaf of a branch that was written.</summary>
    public void WriteReference(ObjectBuffer buffer, BranchForm form) => buffer.WriteReference(_places[form]);

    // fID and fType of a leaf that is no member of a class.
    private static void WriteElement(ObjectBuffer buffer)
    {
        buffer.Write(-1);
        buffer.Write(-1);
    }

    // fMinimum and fMaximum, in the type of the leaf; those of text are ints.
    private static void WriteRange(ObjectBuffer buffer, BranchType type, long maximum)
    {
        foreach (long limit in (ReadOnlySpan<long>)[0, maximum])
            switch (type.ClassName)
            {
                case "TLeafO" or "TLeafB": buffer.Write((byte)limit); break;
                case "TLeafS": buffer.Write((short)limit); break;
                case "TLeafL" or "TLeafD": buffer.Write(limit); break;
                default: buffer.Write((int)limit); break;
            }
    }
}
