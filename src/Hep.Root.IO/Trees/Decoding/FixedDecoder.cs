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
    public override Column Decode(ColumnSchema schema, ReadOnlySpan<BasketSegment> segments, int entryCount)
    {
        // before memory is taken: the bytes of the entries vouch for the shape
        foreach (BasketSegment segment in segments) Check(segment);
        SharedMemory<T> values = SharedMemory<T>.Rent(checked(entryCount * count));
        try
        {
            Span<T> rest = values.Span;
            foreach (BasketSegment segment in segments)
            {
                Span<T> into = rest[..(segment.Count * count)];
                if (count * format.Width == entryBytes) format.Decode(segment.Basket.Entries(segment.First, segment.Count), into);
                else DecodeStrided(segment, into);
                rest = rest[into.Length..];
            }
            return new Column<T>(schema, entryCount, values);
        }
        catch
        {
            values.Dispose();
            throw;
        }
    }

    private void DecodeStrided(BasketSegment segment, Span<T> into)
    {
        ReadOnlySpan<byte> entries = segment.Basket.Entries(segment.First, segment.Count);
        for (int entry = 0; entry < segment.Count; entry++)
            format.Decode(entries.Slice(entry * entryBytes + place, count * format.Width), into.Slice(entry * count, count));
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
}
