namespace Hep.Jagged;

/// <summary>
/// One element of each entry's outermost list, counted from its end where the index is negative; NaN where it is missing.
/// The place −1 that <c>argmax</c> and <c>argmin</c> give of an empty list is such an index: of a list as empty it finds nothing.
/// </summary>
internal sealed class IndexPlan(int position, Plan list, Plan index)
    : Plan(position, ValueKind.Float64, list.Shape.WithDimensions(list.Shape.Dimensions[1..]) with { Counter = null })
{
    public override Operand Evaluate(Evaluation evaluation)
    {
        using Operand<double> from = (Operand<double>)list.Evaluate(evaluation);
        using Operand<double> at = (Operand<double>)index.Evaluate(evaluation);
        using SharedMemory<int> boundaries = from.Levels.Boundaries(0);
        using SharedMemory<int> elements = SharedMemory<int>.Rent(from.Levels.EntryCount);
        Find(boundaries.Span, at.Values, at.IsConstant, elements.Span);
        using Ranges ranges = Ranges.OfElements(elements.Span);
        SharedMemory<int>[] offsets = from.Levels.TakeBelow(1, ranges);
        SharedMemory<double> values = SharedMemory<double>.Rent(ranges.Total);
        ranges.Gather(from.Values, values.Span, double.NaN);
        return new Operand<double>(new Levels(from.Levels.EntryCount, from.Levels.Dimensions[1..], offsets), values);
    }

    private static void Find(ReadOnlySpan<int> boundaries, ReadOnlySpan<double> indices, bool isConstant, Span<int> elements)
    {
        for (int entry = 0; entry < elements.Length; entry++)
            elements[entry] = Element(boundaries[entry], boundaries[entry + 1], indices[isConstant ? 0 : entry]);
    }

    private static int Element(int start, int end, double index)
    {
        if (index != Math.Floor(index)) return Ranges.Missing;   // NaN too: it equals nothing
        double element = index < 0 ? end + index : start + index;
        return element >= start && element < end ? (int)element : Ranges.Missing;
    }
}
