using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Trees.Decoding;

/// <summary>
/// Collections behind a pointer. ROOT streams them as those that are members, with a header; classes that stream such a member by hand
/// write it as any object behind a pointer, with a tag and the name of its class instead. A tag is no version that a header can have.
/// </summary>
/// <param name="className">The collection as the tag names it.</param>
/// <param name="framed">The collection with a header.</param>
/// <param name="bare">The collection without one.</param>
internal sealed class PointedCollectionNode(string className, Node framed, Node bare) : Node
{
    private const ushort FirstTag = 0x8000;
    private const int AfterByteCount = 4;

    public override int MinBytes => framed.MinBytes;

    public override void Read(ref RootBuffer buffer, int count, ColumnBuilders into)
    {
        if (count == 1 && buffer.Remaining >= sizeof(uint) && buffer.PeekUInt32() == 0)
        {
            RootBuffer nothing = new(stackalloc byte[sizeof(uint)]);   // no text, or a count of 0
            bare.Read(ref nothing, 1, into);
            buffer.Skip(sizeof(uint));
            return;
        }
        if (count != 1 || !buffer.HasByteCount || buffer.PeekUInt16(AfterByteCount) < FirstTag)
        {
            framed.Read(ref buffer, count, into);
            return;
        }
        int start = buffer.Position;
        ObjectTag tag = into.Tags.Read(ref buffer);
        if (tag.ClassName != className)
            throw new RootException($"An object of class {tag.ClassName} where {className} is declared") { Offset = start };
        (buffer.HasByteCount ? framed : bare).Read(ref buffer, 1, into);   // no collection is as long as the bit of a byte count
        if (buffer.Position != tag.End)
            throw new RootException(
                $"The byte count says that the collection ends at {tag.End}, its content ends at {buffer.Position}") { Offset = start };
    }

    public override int ReadRest(ref RootBuffer buffer, ColumnBuilders into) => framed.ReadRest(ref buffer, into);

    public override void ReadColumn(ref RootBuffer buffer, int count, ColumnBuilders into) => framed.ReadColumn(ref buffer, count, into);
}
