using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Trees.Decoding;

/// <summary>Collections one behind the other, each a number of elements and the elements: vectors, lists, sets.</summary>
/// <param name="level">The level of offsets that the elements have.</param>
/// <param name="element">What an element is.</param>
internal sealed class ListNode(int level, Node element) : Node
{
    public override int MinBytes => sizeof(int);

    public override void Read(ref RootBuffer buffer, int count, ColumnBuilder into)
    {
        for (int i = 0; i < count; i++)
        {
            int elements = buffer.ReadInt32();
            if (elements < 0 || elements > buffer.Remaining / element.MinBytes)
                throw new RootException($"A collection of {elements} elements in {buffer.Remaining} bytes") { Offset = buffer.Position };
            into.AddList(level, elements);
            element.Read(ref buffer, elements, into);
        }
    }
}
