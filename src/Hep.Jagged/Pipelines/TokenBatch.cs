using System.Collections.Immutable;
using System.Numerics.Tensors;

namespace Hep.Jagged;

/// <summary>
/// The objects of one collection as tokens, for networks over sets and for attention: a row of numbers an object, and a mask of those that
/// exist. The numbers are those of <see cref="PaddedBatch.Features"/>: a NaN of the data, where it is masked, holds the padding. Who
/// receives it disposes it; spans and views are valid until then.
/// </summary>
public sealed class TokenBatch : IDisposable
{
    private readonly TokenLayout _layout;
    private readonly SharedMemory<float> _values;
    private readonly SharedMemory<bool> _mask;

    internal TokenBatch(TokenLayout layout, int entryCount, SharedMemory<float> values, SharedMemory<bool> mask)
    {
        (_layout, _values, _mask) = (layout, values, mask);
        EntryCount = entryCount;
    }

    /// <summary>The number of entries.</summary>
    public int EntryCount { get; }

    /// <summary>Objects that an entry has room for.</summary>
    public int SlotCount => _layout.Slots;

    /// <summary>What an object is, a name for each number: <c>Jet_pt</c>, <c>Jet_flavour=4</c>, <c>Jet_subjets[1]</c>.</summary>
    public ImmutableArray<string> Columns => _layout.Columns;

    /// <summary>Scaled values, row-major [entries, slots, columns].</summary>
    public ReadOnlySpan<float> Values => _values.Span;

    /// <summary>Row-major [entries, slots]; true where the object exists, whatever its numbers are.</summary>
    public ReadOnlySpan<bool> Mask => _mask.Span;

    /// <summary><see cref="Values"/> as a tensor [entries, slots, columns], not copied.</summary>
    public ReadOnlyTensorSpan<float> ValuesTensor => new(Values, [EntryCount, SlotCount, Columns.Length]);

    /// <summary><see cref="Mask"/> as a tensor [entries, slots], not copied.</summary>
    public ReadOnlyTensorSpan<bool> MaskTensor => new(Mask, [EntryCount, SlotCount]);

    /// <summary>Gives the memory back; once is enough, twice is no harm.</summary>
    public void Dispose()
    {
        _values.Dispose();
        _mask.Dispose();
    }

    internal static TokenBatch Of(TokenLayout layout, ReadOnlySpan<float> features, int cellCount, ReadOnlySpan<int> lengths)
    {
        int objects = checked(lengths.Length * layout.Slots);
        SharedMemory<float> values = SharedMemory<float>.Rent(checked(objects * layout.Columns.Length));
        SharedMemory<bool> mask = SharedMemory<bool>.Rent(objects);
        layout.GatherRows(features, cellCount, values.Span);
        for (int row = 0; row < lengths.Length; row++)
        {
            Span<bool> exists = mask.Span.Slice(row * layout.Slots, layout.Slots);
            int length = Math.Min(lengths[row], layout.Slots);
            exists[..length].Fill(true);
            exists[length..].Clear();
        }
        return new TokenBatch(layout, lengths.Length, values, mask);
    }
}
