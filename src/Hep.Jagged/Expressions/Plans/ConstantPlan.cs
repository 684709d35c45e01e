namespace Hep.Jagged;

/// <summary>A literal.</summary>
internal sealed class ConstantPlan<T>(int position, ValueKind kind, T value) : Plan(position, kind, Shape.Flat), IConstantPlan
    where T : unmanaged
{
    public object Value => value;

    public override Operand Evaluate(Evaluation evaluation)
    {
        SharedMemory<T> block = SharedMemory<T>.Rent(Operand.BlockLength);
        block.Span.Fill(value);
        return new Operand<T>(Levels.Flat(Operand.BlockLength), block, isConstant: true);
    }
}

/// <summary>A plan whose value is known when it is bound.</summary>
internal interface IConstantPlan
{
    /// <summary>A <see cref="long"/>, <see cref="ulong"/>, <see cref="double"/> or <see cref="bool"/>.</summary>
    object Value { get; }
}
