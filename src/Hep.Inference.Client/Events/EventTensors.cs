using Hep.Jagged;

namespace Hep.Inference.Client;

/// <summary>
/// Raw events as tensors, a column a tensor: <c>NAME</c> with the values of all events, and <c>NAME.offsets</c> where each event has a
/// list. They are views of the batch.
/// </summary>
internal static class EventTensors
{
    private const string Offsets = ".offsets";

    /// <summary>Whether the columns that a model reads are numbers of just its types, in lists at most.</summary>
    /// <exception cref="PipelineException">The batch lacks a column.</exception>
    public static bool CanCarry(EntryBatch events, Schema columns) => columns.All(c => !c.Type.HasCharacters
        && (c.Depth == 0 || (c.Depth == 1 && c.Dimensions[0].IsVariable)) && IsAlike(events[c.Name].Schema, c));

    /// <summary>How many entries from one on have at most so many bytes; at least one, where there is any.</summary>
    public static int CountWithin(EntryBatch events, Schema columns, int start, int bytes)
    {
        (int low, int high) = (1, events.EntryCount - start);
        if (high <= 1) return high;
        while (low < high)   // the bytes of a range grow with its end
        {
            int middle = low + ((high - low + 1) / 2);
            if (columns.Sum(c => BytesOf(events[c.Name], start, start + middle)) <= bytes) low = middle;
            else high = middle - 1;
        }
        return low;
    }

    /// <summary>The tensors of a batch, which must live as long.</summary>
    public static List<Tensor> Of(EntryBatch events, Schema columns)
    {
        List<Tensor> tensors = [];
        foreach (ColumnSchema column in columns)
        {
            Column values = events[column.Name];
            tensors.Add(Values(values));
            if (column.Depth == 1)
                tensors.Add(Tensor.Wrap(column.Name + Offsets, [events.EntryCount + 1], values.OffsetsAsMemory(0)));
        }
        return tensors;
    }

    private static bool IsAlike(ColumnSchema stored, ColumnSchema wanted) =>
        stored.Type == wanted.Type && stored.Dimensions.AsSpan().SequenceEqual(wanted.Dimensions.AsSpan());

    private static long BytesOf(Column column, int start, int end)
    {
        int perItem = FixedSizes(column).Aggregate(column.Type.Width, (product, size) => product * size);
        if (column.Schema.Depth == 0) return (long)(end - start) * perItem;
        ReadOnlySpan<int> offsets = column.Offsets(0);
        return ((long)(offsets[end] - offsets[start]) * perItem) + ((end - start + 1L) * sizeof(int));
    }

    private static IEnumerable<int> FixedSizes(Column column) => column.Schema.Dimensions.Where(d => !d.IsVariable).Select(d => d.Size);

    private static Tensor Values(Column column) => column switch
    {
        Column<bool> c => Values(c),
        Column<sbyte> c => Values(c),
        Column<short> c => Values(c),
        Column<int> c => Values(c),
        Column<long> c => Values(c),
        Column<byte> c => Values(c),
        Column<ushort> c => Values(c),
        Column<uint> c => Values(c),
        Column<ulong> c => Values(c),
        Column<float> c => Values(c),
        _ => Values((Column<double>)column),
    };

    private static Tensor<T> Values<T>(Column<T> column) where T : unmanaged
    {
        long[] sizes = [.. FixedSizes(column).Select(s => (long)s)];
        long perItem = sizes.Aggregate(1L, (product, size) => product * size);
        return Tensor.Wrap(column.Name, [perItem == 0 ? 0 : column.ValueCount / perItem, .. sizes], column.Memory);
    }
}
