using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Trees.Decoding;

/// <summary>An array behind a pointer, as long as another member says: for each object a byte that is 0 for null, and the values.</summary>
/// <param name="offsets">The level of offsets of the values.</param>
/// <param name="counts">Where the lengths were kept.</param>
/// <param name="element">What a value is.</param>
internal sealed class CountedNode(int offsets, int counts, Node element) : Node
{
    public override int MinBytes => 1;

    public override int ReadRest(ref RootBuffer buffer, ColumnBuilders into)
    {
        int count = into.Counts(counts).Count;              // the counter's branch tells the number of elements too
        Read(ref buffer, count, into);
        return count;
    }

    public override void Read(ref RootBuffer buffer, int count, ColumnBuilders into)
    {
        ReadOnlySpan<int> lengths = into.Counts(counts).Written;
        if (lengths.Length != count) throw new RootException($"{lengths.Length} counts for {count} arrays") { Offset = buffer.Position };
        for (int i = 0; i < count; i++)
        {
            int length = buffer.ReadByte() == 0 ? 0 : lengths[i];
            if (length > buffer.Remaining / Math.Max(1, element.MinBytes))
                throw new RootException($"An array of {length} values in {buffer.Remaining} bytes") { Offset = buffer.Position };
            into.Offsets(offsets)?.Add(length);
            element.Read(ref buffer, length, into);
        }
    }
}
