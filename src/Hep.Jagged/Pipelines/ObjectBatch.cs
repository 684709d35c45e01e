using System.Collections.Immutable;
using System.Numerics.Tensors;

namespace Hep.Jagged;

/// <summary>
/// The objects of one collection without padding, one entry's behind the other's, with offsets: for frameworks with ragged tensors, and for
/// graphs, whose nodes they are. The numbers, and which objects there are, are those of <see cref="PaddedBatch.Tokens"/>. Who receives it
/// disposes it; spans and views are valid until then.
/// </summary>
public sealed class ObjectBatch : IDisposable
{
    private readonly SharedMemory<float> _values;
    private readonly SharedMemory<int> _offsets;

    private ObjectBatch(ImmutableArray<string> columns, SharedMemory<float> values, SharedMemory<int> offsets) =>
        (Columns, _values, _offsets) = (columns, values, offsets);

    /// <summary>The number of entries.</summary>
    public int EntryCount => _offsets.Length - 1;

    /// <summary>The objects of all entries.</summary>
    public int ObjectCount => _offsets.Span[^1];

    /// <summary>What an object is, a name for each number: <c>Jet_pt</c>, <c>Jet_flavour=4</c>, <c>Jet_subjets[1]</c>.</summary>
    public ImmutableArray<string> Columns { get; }

    /// <summary>Scaled values, row-major [objects, columns].</summary>
    public ReadOnlySpan<float> Values => _values.Span;

    /// <summary>Where the objects of each entry begin, and where the last ones end: entries + 1 ascending numbers from 0.</summary>
    public ReadOnlySpan<int> Offsets => _offsets.Span;

    /// <summary><see cref="Values"/> as a tensor [objects, columns], not copied.</summary>
    public ReadOnlyTensorSpan<float> ValuesTensor => new(Values, [ObjectCount, Columns.Length]);

    /// <summary>Gives the memory back; once is enough, twice is no harm.</summary>
    public void Dispose()
    {
        _values.Dispose();
        _offsets.Dispose();
    }

    internal static ObjectBatch Of(TokenLayout layout, ReadOnlySpan<float> features, int cellCount, ReadOnlySpan<int> lengths)
    {
        SharedMemory<int> offsets = SharedMemory<int>.Rent(lengths.Length + 1);
        Span<int> ends = offsets.Span;
        ends[0] = 0;
        for (int row = 0; row < lengths.Length; row++) ends[row + 1] = checked(ends[row] + Math.Min(lengths[row], layout.Slots));
        int width = layout.Columns.Length;
        SharedMemory<float> values = SharedMemory<float>.Rent(checked(ends[^1] * width));
        for (int row = 0; row < lengths.Length; row++)
            layout.Gather(features.Slice(row * cellCount, cellCount), values.Span[(ends[row] * width)..(ends[row + 1] * width)]);
        return new ObjectBatch(layout.Columns, values, offsets);
    }
}
