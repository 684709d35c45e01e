using Hep.Jagged;
using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Trees.Decoding;

/// <summary>Decodes entries by walking their bytes with nodes; each entry has to be used up to its last byte.</summary>
/// <param name="root">What an entry is.</param>
/// <param name="slots">The columns that it fills.</param>
/// <param name="countsSlot">Where nodes look for counts that stand in another branch; null where there are none.</param>
internal sealed class NodeDecoder(Node root, ColumnSlots slots, int? countsSlot = null) : ColumnDecoder
{
    private readonly ColumnSlots _slots = slots;

    public override int ColumnCount => _slots.Leaves.Count;

    public override ColumnFill NewFill(ColumnSchema?[] wanted) => new Fill(this, wanted);

    private void Read(BasketSegment segment, Column<int>? counts, int first, ColumnBuilders builders)
    {
        LoadedBasket basket = segment.Basket;
        int entry = 0;
        try
        {
            for (; entry < segment.Count; entry++)
            {
                // References count from the start of the basket's key, which lies before the data.
                int origin = basket.DataStart + basket.StartOf(segment.First + entry);
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

    private sealed class Fill(NodeDecoder decoder, ColumnSchema?[] wanted) : ColumnFill
    {
        private ColumnBuilders? _builders;
        private Column<int>? _counts;
        private int _entryCount;
        private int _added;

        public override void Begin(int entryCount, long expectedBytes, Column<int>? counts, CollectionOffsets? common)
        {
            Dispose();
            _builders = new ColumnBuilders(decoder._slots, wanted);
            (_entryCount, _added, _counts) = (entryCount, 0, counts);
        }

        public override void Add(BasketSegment segment)
        {
            decoder.Read(segment, _counts, _added, _builders!);
            _added += segment.Count;
        }

        public override void End(Span<Column?> columns)
        {
            _builders!.ToColumns(wanted, _entryCount, columns);
            Dispose();
        }

        public override void Dispose()
        {
            _builders?.Dispose();
            _builders = null;
        }
    }
}
