using Hep.Jagged;
using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Trees.Decoding;

/// <summary>Decodes entries by walking their bytes with nodes; each entry has to be used up to its last byte.</summary>
/// <param name="root">What an entry is.</param>
/// <param name="slots">The columns that it fills.</param>
/// <param name="countsSlot">Where nodes look for counts that stand in another branch; null where there are none.</param>
internal sealed class NodeDecoder(Node root, ColumnSlots slots, int? countsSlot = null) : ColumnDecoder
{
    public override int ColumnCount => slots.Leaves.Count;

    public override void Decode(DecodeRequest request, Span<Column?> columns)
    {
        using ColumnBuilders builders = new(slots, request.Wanted);
        int first = 0;
        foreach (BasketSegment segment in request.Segments)
        {
            Read(segment, request.Counts, first, builders);
            first += segment.Count;
        }
        builders.ToColumns(request.Wanted, request.EntryCount, columns);
    }

    private void Read(BasketSegment segment, Column<int>? counts, int first, ColumnBuilders builders)
    {
        LoadedBasket basket = segment.Basket;
        int entry = 0;
        try
        {
            for (; entry < segment.Count; entry++)
            {
                // References count from the start of the basket's key, which lies before the data.
                int origin = basket.KeyLength + basket.StartOf(segment.First + entry);
                RootBuffer buffer = new(basket.Entries(segment.First + entry, 1), origin);
                builders.BeginEntry();
                if (countsSlot is { } slot) builders.SetCounts(slot, counts is null ? [] : counts[first + entry]);
                root.Read(ref buffer, 1, builders);
                if (!buffer.AtEnd) throw new RootException($"{buffer.Remaining} bytes are left behind the value");
            }
        }
        catch (RootException failure)
        {
            throw segment.Fail(entry, failure.Message);
        }
    }
}
