using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Trees.Decoding;

/// <summary>
/// A member of all elements of a split collection: the values of one element behind those of the other, as many as the entry has.
/// </summary>
/// <param name="offsets">The level of offsets of the elements.</param>
/// <param name="member">What the member of one element is.</param>
internal sealed class RestNode(int offsets, Node member) : Node
{
    public override int MinBytes => 0;

    public override void Read(ref RootBuffer buffer, int count, ColumnBuilders into)
    {
        int elements = member.ReadRest(ref buffer, into);
        into.Offsets(offsets)?.Add(elements);
    }
}
