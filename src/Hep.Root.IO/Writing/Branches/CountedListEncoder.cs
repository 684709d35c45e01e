using System.Runtime.CompilerServices;
using Hep.Jagged;
using Hep.Root.IO.Serialization;
using Hep.Root.IO.Writing.Baskets;

namespace Hep.Root.IO.Writing.Branches;

/// <summary>Lists whose lengths are in a branch of their own: the values, entry behind entry.</summary>
/// <param name="shape">Values of an element: the product of fixed dimensions behind the list.</param>
internal sealed class CountedListEncoder<T>(int shape) : ColumnEncoder where T : unmanaged
{
    private readonly int _elementBytes = checked(shape * Unsafe.SizeOf<T>());

    public override long BytesAtMost(Column column, int from, int count)
    {
        ReadOnlySpan<int> offsets = column.Offsets(0);
        return (long)(offsets[from + count] - offsets[from]) * _elementBytes + (long)count * StartBytes;
    }

    public override void Write(Column column, int from, int count, OpenBasket basket)
    {
        ReadOnlySpan<int> offsets = column.Offsets(0).Slice(from, count + 1);
        int first = offsets[0], elements = offsets[^1] - first;
        int here = basket.Here;
        Span<byte> bytes = basket.TakeBytes((long)elements * _elementBytes);
        Span<int> starts = basket.TakeStarts(count);
        for (int i = 0; i < starts.Length; i++) starts[i] = here + (offsets[i] - first) * _elementBytes;
        BigEndian.Copy(((Column<T>)column).Values.Slice(first * shape, elements * shape), bytes);
    }
}
