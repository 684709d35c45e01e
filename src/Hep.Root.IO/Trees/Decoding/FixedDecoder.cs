using Hep.Jagged;

namespace Hep.Root.IO.Trees.Decoding;

/// <summary>
/// The same number of values in every entry: flat and fixed-shape leaves, and leaves of a list at their place in the entry.
/// </summary>
/// <param name="format">How the values are stored.</param>
/// <param name="count">Values of an entry.</param>
/// <param name="place">Where they begin in the entry.</param>
/// <param name="entryBytes">Bytes of the whole entry.</param>
internal sealed class FixedDecoder<T>(WireFormat<T> format, int count, int place, int entryBytes) : SingleColumnDecoder where T : unmanaged
{
    private readonly int _count = count;
    private readonly int _width = format.Width;

    protected override ColumnFill NewFill(ColumnSchema wanted) => new Fill(this, wanted);

    private void Decode(BasketSegment segment, GrowingMemory<T> values)
    {
        // before memory is taken: the bytes of the entries vouch for the shape
        Check(segment);
        Span<T> into = values.Add(checked(segment.Count * _count));
        if (_count * format.Width == entryBytes) format.Decode(segment.Bytes, into);
        else DecodeStrided(segment, into);
    }

    private void DecodeStrided(BasketSegment segment, Span<T> into)
    {
        ReadOnlySpan<byte> entries = segment.Bytes;
        for (int entry = 0; entry < segment.Count; entry++)
            format.Decode(entries.Slice(entry * entryBytes + place, _count * format.Width), into.Slice(entry * _count, _count));
    }

    // Fixed entries may carry offsets all the same (20 + type): each must then be as long as it should.
    private void Check(BasketSegment segment)
    {
        LoadedBasket basket = segment.Basket;
        if (!basket.HasOffsets)
        {
            if (basket.EntryBytes != entryBytes) throw segment.Fail(0, $"Entries of {basket.EntryBytes} bytes, {entryBytes} expected");
            return;
        }
        ReadOnlySpan<int> offsets = basket.Offsets.Slice(segment.First, segment.Count + 1);
        for (int entry = 0; entry < segment.Count; entry++)
            if (offsets[entry + 1] - offsets[entry] != entryBytes)
                throw segment.Fail(entry, $"An entry of {offsets[entry + 1] - offsets[entry]} bytes, {entryBytes} expected");
    }

    private sealed class Fill(FixedDecoder<T> decoder, ColumnSchema schema) : ColumnFill
    {
        private readonly GrowingMemory<T> _values = new();
        private int _entryCount;

        public override void Begin(int entryCount, long expectedBytes, Column<int>? counts, CollectionOffsets? common)
        {
            _entryCount = entryCount;
            _values.Begin(Math.Min((long)entryCount * decoder._count, expectedBytes / decoder._width + 1));
        }

        public override void Add(BasketSegment segment) => decoder.Decode(segment, _values);

        public override void End(Span<Column?> columns) => columns[0] = Column<T>.OfFitting(schema, _entryCount, _values.Take());

        public override void Dispose() => _values.Dispose();
    }
}
