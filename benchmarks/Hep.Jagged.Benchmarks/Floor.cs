using System.Runtime.InteropServices;

namespace Hep.Jagged.Benchmarks;

/// <summary>
/// What the memory alone costs: a copy of as many bytes as a result has, and the plain loops that one would write for one purpose.
/// </summary>
internal sealed class Floor
{
    private readonly byte[] _from, _to;

    private Floor(long bytes) => (_from, _to) = (new byte[bytes], new byte[bytes]);

    /// <summary>A copy of features and mask.</summary>
    public static Floor Of(PaddedBatch batch) => new(MemoryMarshal.AsBytes(batch.Features).Length + (long)batch.Mask.Length);

    /// <summary>A copy of the values and of each collection's offsets, once.</summary>
    public static Floor Of(EntryBatch batch)
    {
        long bytes = 0;
        Column? before = null;
        foreach (Column column in batch.Columns)
        {
            bytes += (long)column.ValueCount * column.Type.Width;
            if (column.Schema.OffsetLevels > 0 && before?.SharesOffsetsWith(column) != true)
                bytes += column.Offsets(0).Length * sizeof(int);
            before = column;
        }
        return new Floor(bytes);
    }

    public void Copy() => _from.CopyTo(_to, 0);

    /// <summary>One jagged column into its cells: <c>(x − subtract) / divide</c>, the mask beside it.</summary>
    public static void Pad(
        Column<float> column, int slots, int first, int width, (double Subtract, double Divide)? scale,
        Span<float> features, Span<bool> mask)
    {
        ReadOnlySpan<float> values = column.Values;
        ReadOnlySpan<int> offsets = column.Offsets(0);
        for (int entry = 0; entry < offsets.Length - 1; entry++)
        {
            int length = Math.Min(offsets[entry + 1] - offsets[entry], slots), cell = entry * width + first;
            ReadOnlySpan<float> list = values.Slice(offsets[entry], length);
            if (scale is not { } s) list.CopyTo(features[cell..]);
            else
                for (int i = 0; i < list.Length; i++) features[cell + i] = (float)((list[i] - s.Subtract) / s.Divide);
            mask.Slice(cell, length).Fill(true);
        }
    }

    /// <summary>One flat column into its cell.</summary>
    public static void Place(
        ReadOnlySpan<float> values, int cell, int width, (double Subtract, double Divide) scale, Span<float> features, Span<bool> mask)
    {
        for (int entry = 0; entry < values.Length; entry++, cell += width)
        {
            features[cell] = (float)((values[entry] - scale.Subtract) / scale.Divide);
            mask[cell] = true;
        }
    }
}
