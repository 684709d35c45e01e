using Hep.Jagged;
using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Trees.Decoding;

/// <summary>Decodes entries by walking their bytes with nodes; each entry has to be used up to its last byte.</summary>
/// <param name="root">What an entry is.</param>
/// <param name="slots">The columns that it fills.</param>
/// <param name="countsSlot">Where nodes look for counts that stand in another branch; null where there are none.</param>
/// <param name="walksClasses">Whether streamer infos told some of the nodes.</param>
internal sealed class NodeDecoder(Node root, ColumnSlots slots, int? countsSlot = null, bool walksClasses = false) : ColumnDecoder
{
    private readonly ColumnSlots _slots = slots;

    public override int ColumnCount => _slots.Leaves.Count;

    /// <summary>The columns.</summary>
    public IReadOnlyList<LeafSlot> Leaves => _slots.Leaves;

    public override bool WalksClasses { get; } = walksClasses;

    public override bool CountsByBytes => root is RestNode;

    public override ColumnFill NewFill(ColumnSchema?[] wanted) => new Fill(this, wanted);

    /// <summary>What takes the values of entries.</summary>
    /// <param name="wanted">What each column is; null where it is not wanted.</param>
    public ColumnBuilders NewBuilders(ReadOnlySpan<ColumnSchema?> wanted) => new(_slots, wanted);

    /// <summary>Reads one entry.</summary>
    /// <param name="bytes">All of it.</param>
    /// <param name="origin">How many bytes lie between what references count from and the entry.</param>
    /// <param name="into">Takes its values.</param>
    /// <exception cref="RootException">The bytes are not what the type needs, or more.</exception>
    public void ReadEntry(ReadOnlySpan<byte> bytes, int origin, ColumnBuilders into)
    {
        into.BeginEntry();
        RootBuffer buffer = new(bytes, origin);
        root.Read(ref buffer, 1, into);
        if (!buffer.AtEnd) throw new RootException($"{buffer.Remaining} bytes are left behind the value");
    }

    // How many entries were read, and what is wrong with the next one.
    private (int Read, string? Wrong) Read(BasketSegment segment, Column<int>? counts, int first, ColumnBuilders builders)
    {
        LoadedBasket basket = segment.Basket;
        int entry = 0;
        try
        {
            for (; entry < segment.Count; entry++)
            {
                // References count from the start of the basket's key, which lies before the data.
                int origin = basket.DataStart + basket.StartOf(segment.First + entry);
                if (countsSlot is { } slot) builders.SetCounts(slot, counts is null ? [] : counts[first + entry]);
                ReadEntry(basket.Entries(segment.First + entry, 1), origin, builders);
            }
            return (entry, null);
        }
        catch (RootException failure)
        {
            return (entry, failure.Message);
        }
    }

    private sealed class Fill(NodeDecoder decoder, ColumnSchema?[] wanted) : ColumnFill
    {
        private ColumnBuilders? _builders;
        private Column<int>? _counts;
        private int _entryCount;
        private int _added;
        private bool _hadValues;            // in any batch before

        public override void Begin(int entryCount, long expectedBytes, Column<int>? counts, CollectionOffsets? common)
        {
            Dispose();
            _builders = decoder.NewBuilders(wanted);
            (_entryCount, _added, _counts) = (entryCount, 0, counts);
        }

        public override void Add(BasketSegment segment)
        {
            (int read, string? wrong) = decoder.Read(segment, _counts, _added, _builders!);
            if (wrong is not null)
                throw segment.Fail(read, wrong, decoder.WalksClasses && !_hadValues && !HasValues(segment.Slice(0, read)));
            _added += segment.Count;
            _hadValues = _hadValues || _builders!.HasValues;
        }

        // What was read of the entry that failed stands among the values of those before: these are read once more without it.
        private bool HasValues(BasketSegment before)
        {
            using ColumnBuilders builders = decoder.NewBuilders(wanted);
            decoder.Read(before, _counts, _added, builders);
            return builders.HasValues;
        }

        public override void End(Span<Column?> columns)
        {
            _builders!.ToColumns(wanted, _entryCount, [], columns);
            Dispose();
        }

        public override void Dispose()
        {
            _builders?.Dispose();
            _builders = null;
        }
    }
}
