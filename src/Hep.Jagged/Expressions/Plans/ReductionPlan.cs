namespace Hep.Jagged;

/// <summary>One result for each innermost list.</summary>
internal sealed class ReductionPlan<TFrom, T>(int position, ValueKind kind, Plan list, ListKernel<TFrom, T> kernel)
    : Plan(position, kind, list.Shape.Outer(list.Shape.Depth - 1)) where TFrom : unmanaged where T : unmanaged
{
    public override Operand Evaluate(Evaluation evaluation)
    {
        using Operand<TFrom> operand = (Operand<TFrom>)list.Evaluate(evaluation);
        using SharedMemory<int> boundaries = operand.Levels.Boundaries(operand.Levels.Depth - 1);
        SharedMemory<T> results = SharedMemory<T>.Rent(boundaries.Length - 1);
        kernel(operand.Values, boundaries.Span, results.Span);
        return new Operand<T>(operand.Levels.Outer(operand.Levels.Depth - 1), results);
    }
}

/// <summary>Computes a result for each list.</summary>
/// <param name="values">The elements of all lists.</param>
/// <param name="boundaries">n + 1 ascending indices into <paramref name="values"/>, the first 0.</param>
/// <param name="to">n results.</param>
internal delegate void ListKernel<TFrom, T>(ReadOnlySpan<TFrom> values, ReadOnlySpan<int> boundaries, Span<T> to);
