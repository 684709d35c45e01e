using Hep.Jagged;
using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Trees.Decoding;

/// <summary>Decodes entries by walking their bytes with nodes; each entry has to be used up to its last byte.</summary>
/// <param name="root">What an entry is.</param>
/// <param name="newBuilder">Makes the column to fill, with as many levels of offsets as given.</param>
internal sealed class NodeDecoder(Node root, Func<int, ColumnBuilder> newBuilder) : ColumnDecoder
{
    public override Column Decode(ColumnSchema schema, ReadOnlySpan<BasketSegment> segments, int entryCount)
    {
        using ColumnBuilder builder = newBuilder(schema.OffsetLevels);
        foreach (BasketSegment segment in segments) Read(segment, builder);
        return builder.ToColumn(schema, entryCount);
    }

    private void Read(BasketSegment segment, ColumnBuilder builder)
    {
        int entry = 0;
        try
        {
            for (; entry < segment.Count; entry++)
            {
                RootBuffer buffer = new(segment.Basket.Entries(segment.First + entry, 1));
                root.Read(ref buffer, 1, builder);
                if (!buffer.AtEnd) throw new RootException($"{buffer.Remaining} bytes are left behind the value");
            }
        }
        catch (RootException failure)
        {
            throw segment.Fail(entry, failure.Message);
        }
    }
}
