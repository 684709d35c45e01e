using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Trees.Decoding;

/// <summary>A list as long as something else in the entry says, and nothing before its elements: a leaf that another counts.</summary>
/// <param name="offsets">The level of offsets of the elements.</param>
/// <param name="counts">Where the lengths were kept.</param>
/// <param name="element">What an element is.</param>
internal sealed class CountedListNode(int offsets, int counts, Node element) : Node
{
    public override int MinBytes => 0;

    public override void Read(ref RootBuffer buffer, int count, ColumnBuilders into)
    {
        ReadOnlySpan<int> lengths = into.Counts(counts).Written;
        if (lengths.Length != count) throw new RootException($"{lengths.Length} counts for {count} lists") { Offset = buffer.Position };
        foreach (int length in lengths)
        {
            if (length > buffer.Remaining / Math.Max(1, element.MinBytes))
                throw new RootException($"A list of {length} elements in {buffer.Remaining} bytes") { Offset = buffer.Position };
            into.Offsets(offsets)?.Add(length);
            element.Read(ref buffer, length, into);
        }
    }
}
