using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Trees.Decoding;

/// <summary>Lists one behind the other, each a number of elements and the elements: vectors, sets, maps, arrays of ROOT (TArray).</summary>
/// <param name="offsets">The level of offsets that the elements have.</param>
/// <param name="element">What an element is.</param>
/// <param name="sizes">The column of the numbers of elements, where the elements themselves have no column.</param>
internal sealed class ListNode(int offsets, Node element, int? sizes = null) : Node
{
    public override int MinBytes => sizeof(int);

    public Node Element => element;

    public override void Read(ref RootBuffer buffer, int count, ColumnBuilders into)
    {
        for (int i = 0; i < count; i++) element.Read(ref buffer, ReadCount(ref buffer, into, Math.Max(1, element.MinBytes)), into);
    }

    /// <summary>Reads the number of elements of one list, which its bytes must be able to hold.</summary>
    /// <param name="buffer">The entry, at the number.</param>
    /// <param name="into">Takes the offsets.</param>
    /// <param name="minBytes">The fewest bytes of an element: 0 only where no column grows with their number.</param>
    public int ReadCount(ref RootBuffer buffer, ColumnBuilders into, int minBytes)
    {
        int elements = buffer.ReadInt32();
        if (elements < 0 || (minBytes > 0 && elements > buffer.Remaining / minBytes))
            throw new RootException($"A collection of {elements} elements in {buffer.Remaining} bytes") { Offset = buffer.Position };
        into.Offsets(offsets)?.Add(elements);
        if (sizes is { } leaf && into.Values<int>(leaf) is { } values) values.Add(1)[0] = elements;
        return elements;
    }
}
