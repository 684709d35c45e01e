using System.Collections.Immutable;

namespace Hep.Jagged;

/// <summary>The elements of lists for which a mask of the same lists is true: a new variable level.</summary>
internal sealed class MaskPlan<T>(int position, Plan list, Plan mask) : Plan(position, list.Kind, ShapeOf(list, mask)) where T : unmanaged
{
    public override Operand Evaluate(Evaluation evaluation)
    {
        using Operand<T> from = (Operand<T>)list.Evaluate(evaluation);
        using Operand<bool> keep = (Operand<bool>)mask.Evaluate(evaluation);
        int depth = keep.Levels.Depth;
        if (from.Levels.Difference(keep.Levels, depth) is { } d)
            throw evaluation.Error(Position, $"Lists of different lengths: in entry {d.Entry} of the batch, a list of '{list.Shape.Column}'"
                + $" has {d.Length} elements and the mask {d.OtherLength}.");

        using SharedMemory<int> boundaries = from.Levels.Boundaries(depth - 1);
        SharedMemory<int> offsets = SharedMemory<int>.Rent(boundaries.Length);
        using SharedMemory<int> elements = SharedMemory<int>.Rent(keep.Values.Length);
        int kept = Select(keep.Values, boundaries.Span, offsets.Span, elements.Span);

        using Levels outer = from.Levels.Outer(depth - 1);
        using Ranges ranges = Ranges.OfElements(elements.Span[..kept]);
        SharedMemory<int>[] below = from.Levels.TakeBelow(depth, ranges);
        SharedMemory<T> values = SharedMemory<T>.Rent(ranges.Total);
        ranges.Gather(from.Values, values.Span);
        return new Operand<T>(new Levels(outer.EntryCount, Shape.Dimensions, [.. outer.ShareOffsets(), offsets, .. below]), values);
    }

    private static int Select(ReadOnlySpan<bool> keep, ReadOnlySpan<int> boundaries, Span<int> offsets, Span<int> elements)
    {
        int kept = 0;
        offsets[0] = 0;
        for (int list = 0; list < boundaries.Length - 1; list++)
        {
            for (int i = boundaries[list]; i < boundaries[list + 1]; i++)
                if (keep[i]) elements[kept++] = i;
            offsets[list + 1] = kept;
        }
        return kept;
    }

    private static Shape ShapeOf(Plan list, Plan mask)
    {
        ImmutableArray<Dimension> dimensions = list.Shape.Dimensions.SetItem(mask.Shape.Depth - 1, Dimension.Variable);
        return list.Shape with { Dimensions = dimensions, Counter = mask.Shape.Outer(mask.Shape.Depth - 1).Counter };
    }
}
