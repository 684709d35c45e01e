namespace Hep.Jagged;

/// <summary>The length of each innermost list, whatever it holds.</summary>
internal sealed class CountPlan(int position, Plan list) : Plan(position, ValueKind.Int64, list.Shape.Outer(list.Shape.Depth - 1))
{
    public override Operand Evaluate(Evaluation evaluation)
    {
        using Operand operand = list.Evaluate(evaluation);
        using SharedMemory<int> memory = operand.Levels.Boundaries(operand.Levels.Depth - 1);
        ReadOnlySpan<int> boundaries = memory.Span;
        SharedMemory<long> counts = SharedMemory<long>.Rent(boundaries.Length - 1);
        Span<long> to = counts.Span;
        for (int i = 0; i < to.Length; i++) to[i] = boundaries[i + 1] - boundaries[i];
        return new Operand<long>(operand.Levels.Outer(operand.Levels.Depth - 1), counts);
    }
}
