using Hep.Jagged;

namespace Hep.Root.IO.Trees.Decoding;

/// <summary>
/// A list of values in each entry: counter-jagged leaves, <c>vector&lt;T&gt;</c>, members of split collections. Lengths
/// come from the bytes.
/// </summary>
/// <param name="format">How the values are stored.</param>
/// <param name="perElement">Values of an element of the list: the product of its fixed dimensions.</param>
/// <param name="header">What stands before the values of an entry.</param>
internal sealed class ListDecoder<T>(WireFormat<T> format, int perElement, ListHeader header) : SingleColumnDecoder where T : unmanaged
{
    private readonly int _perElement = perElement;
    private readonly int _elementBytes = checked(format.Width * perElement);
    private readonly bool _hasHeaders = header.Bytes > 0;

    protected override ColumnFill NewFill(ColumnSchema wanted) => new Fill(this, wanted);

    // Where the lists of the segment end among the elements of the batch; the number of elements that the segment adds.
    private int CountElements(BasketSegment segment, int before, Span<int> ends)
    {
        LoadedBasket basket = segment.Basket;
        if (!basket.HasOffsets) return CountAlike(segment, before, ends);
        if (header.Bytes == 0 && segment.TryFillEnds(ends, _elementBytes, before)) return ends[^1] - before;
        ReadOnlySpan<int> starts = basket.Offsets.Slice(segment.First, segment.Count + 1);
        if (ListEnds.Fill(starts, ends, header.Bytes, _elementBytes, before) is >= 0 and var wrong)
            throw segment.Fail(wrong,
                $"{starts[wrong + 1] - starts[wrong]} bytes are no whole number of elements of {_elementBytes} bytes");
        if (header.Bytes > 0) CheckHeaders(segment, starts, ends, before);
        return ends.IsEmpty ? 0 : ends[^1] - before;
    }

    // Lists that are all of one length may come without offsets.
    private int CountAlike(BasketSegment segment, int before, Span<int> ends)
    {
        int bytes = segment.Basket.EntryBytes - header.Bytes;
        if (bytes < 0 || bytes % _elementBytes != 0)
            throw segment.Fail(0, $"{segment.Basket.EntryBytes} bytes are no whole number of elements of {_elementBytes} bytes");
        int elements = bytes / _elementBytes, total = before;
        for (int entry = 0; entry < ends.Length; entry++)
        {
            if (header.Bytes > 0 && header.Check(segment.Basket.Entries(segment.First + entry, 1), elements) is { } wrong)
                throw segment.Fail(entry, wrong);
            ends[entry] = total = checked(total + elements);
        }
        return total - before;
    }

    private void CheckHeaders(BasketSegment segment, ReadOnlySpan<int> starts, ReadOnlySpan<int> ends, int before)
    {
        ReadOnlySpan<byte> data = segment.Basket.Data;
        for (int entry = 0; entry < ends.Length; entry++)
        {
            if (header.Check(data[starts[entry]..starts[entry + 1]], ends[entry] - before) is { } wrong) throw segment.Fail(entry, wrong);
            before = ends[entry];
        }
    }

    private void DecodeValues(BasketSegment segment, Span<T> values)
    {
        LoadedBasket basket = segment.Basket;
        if (header.Bytes == 0) format.Decode(segment.Bytes, values);
        else if (basket.HasOffsets)
            format.DecodeEach(basket.Data, basket.Offsets.Slice(segment.First, segment.Count + 1), header.Bytes, values);
        else
            for (int entry = 0, count = (basket.EntryBytes - header.Bytes) / format.Width; entry < segment.Count; entry++)
                format.Decode(basket.Entries(segment.First + entry, 1)[header.Bytes..], values.Slice(entry * count, count));
    }

    private sealed class Fill(ListDecoder<T> decoder, ColumnSchema schema) : ColumnFill
    {
        private readonly ListOffsets _offsets = new();
        private readonly GrowingMemory<T> _values = new();
        private int _entryCount;

        public override void Begin(int entryCount, long expectedBytes, Column<int>? counts, CollectionOffsets? common)
        {
            _entryCount = entryCount;
            _offsets.Begin(Math.Min(entryCount, expectedBytes / sizeof(int)), decoder._hasHeaders ? null : common);
            // without the offsets, which are stored with the lists; a little more than the average, so that few batches have to grow
            long bytes = expectedBytes - (long)sizeof(int) * entryCount;
            _values.Begin((bytes + bytes / 16) / decoder._elementBytes * decoder._perElement);
        }

        public override void Add(BasketSegment segment)
        {
            int before = _offsets.Elements;
            if (!_offsets.TryTake(segment, decoder._elementBytes))
                _offsets.AddElements(decoder.CountElements(segment, before, _offsets.Add(segment.Count)));
            decoder.DecodeValues(segment, _values.Add(checked((_offsets.Elements - before) * decoder._perElement)));
        }

        public override void End(Span<Column?> columns) =>
            columns[0] = Column<T>.OfFitting(schema, _entryCount, _values.Take(), _offsets.Take());

        public override void Dispose()
        {
            _offsets.Dispose();
            _values.Dispose();
        }
    }
}
