using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Trees.Decoding;

/// <summary>
/// A member of all elements of a split collection: the values of one element behind those of the other, as many as the entry has. Members that
/// are collections or text themselves have one header of six bytes before all of them, even where there are none.
/// </summary>
/// <param name="hasHeader">Whether the header is there.</param>
/// <param name="element">What the member of one element is.</param>
internal sealed class RestNode(bool hasHeader, Node element) : Node
{
    public override int MinBytes => 1;

    public override void Read(ref RootBuffer buffer, int count, ColumnBuilder into)
    {
        if (hasHeader && !buffer.AtEnd)
        {
            Frame header = buffer.ReadFrame();
            if (header.IsMemberWise) throw new RootException("A member that holds values is streamed member by member") { Offset = header.Start };
            if (header.End != buffer.Length) throw new RootException($"The byte count says that the values end at {header.End}, the entry ends at {buffer.Length}") { Offset = header.Start };
        }
        int elements = 0;
        for (; !buffer.AtEnd; elements++) element.Read(ref buffer, 1, into);
        into.AddList(0, elements);
    }
}
