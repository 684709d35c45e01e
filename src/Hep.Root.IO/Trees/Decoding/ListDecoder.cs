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
    private readonly int _elementBytes = checked(format.Width * perElement);

    public override Column Decode(ColumnSchema schema, ReadOnlySpan<BasketSegment> segments, int entryCount)
    {
        SharedMemory<int> offsets = SharedMemory<int>.Rent(entryCount + 1);
        SharedMemory<T>? values = null;
        try
        {
            CountElements(segments, offsets.Span);
            values = SharedMemory<T>.Rent(checked(offsets.Span[entryCount] * perElement));
            DecodeValues(segments, values.Span);
            return new Column<T>(schema, entryCount, values, offsets);
        }
        catch
        {
            offsets.Dispose();
            values?.Dispose();
            throw;
        }
    }

    private void CountElements(ReadOnlySpan<BasketSegment> segments, Span<int> offsets)
    {
        int next = 0, total = 0;
        offsets[next++] = 0;
        foreach (BasketSegment segment in segments)
            for (int entry = 0; entry < segment.Count; entry++)
            {
                int start = segment.Basket.StartOf(segment.First + entry), end = segment.Basket.StartOf(segment.First + entry + 1);
                int bytes = end - start - header.Bytes(end - start);
                if (bytes < 0 || bytes % _elementBytes != 0)
                    throw segment.Fail(entry, $"{end - start} bytes are no whole number of elements of {_elementBytes} bytes");
                int elements = bytes / _elementBytes;
                if (header != ListHeader.None && header.Check(segment.Basket.Data[start..end], elements) is { } wrong)
                    throw segment.Fail(entry, wrong);
                total = checked(total + elements);
                offsets[next++] = total;
            }
    }

    private void DecodeValues(ReadOnlySpan<BasketSegment> segments, Span<T> values)
    {
        foreach (BasketSegment segment in segments)
        {
            if (header == ListHeader.None)
            {
                ReadOnlySpan<byte> all = segment.Basket.Entries(segment.First, segment.Count);
                format.Decode(all, values[..(all.Length / format.Width)]);
                values = values[(all.Length / format.Width)..];
                continue;
            }
            for (int entry = 0; entry < segment.Count; entry++)
            {
                ReadOnlySpan<byte> bytes = segment.Basket.Entries(segment.First + entry, 1);
                bytes = bytes[header.Bytes(bytes.Length)..];
                format.Decode(bytes, values[..(bytes.Length / format.Width)]);
                values = values[(bytes.Length / format.Width)..];
            }
        }
    }
}
