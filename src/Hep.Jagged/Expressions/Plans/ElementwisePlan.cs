namespace Hep.Jagged;

/// <summary>A function of the elements that stand at one place of every argument.</summary>
internal sealed class ElementwisePlan<T>(int position, ValueKind kind, Shape shape, Plan[] arguments, Kernel<T> kernel)
    : Plan(position, kind, shape) where T : unmanaged
{
    public override Operand Evaluate(Evaluation evaluation)
    {
        Operand[] operands = new Operand[arguments.Length];
        try
        {
            for (int i = 0; i < operands.Length; i++) operands[i] = arguments[i].Evaluate(evaluation);
            int model = Broadcast.Align(operands, arguments, Position, evaluation);
            bool isConstant = operands[model].IsConstant;
            SharedMemory<T> values = SharedMemory<T>.Rent(isConstant ? Operand.BlockLength : operands[model].Levels.ElementCount);
            Operand<T> result = new(operands[model].Levels.Share(), values, isConstant);
            for (int start = 0; start < values.Length; start += Operand.BlockLength)
            {
                int count = Math.Min(Operand.BlockLength, values.Length - start);
                kernel(new Arguments(operands, start, count), values.Span.Slice(start, count));
            }
            return result;
        }
        finally
        {
            foreach (Operand? operand in operands) operand?.Dispose();
        }
    }
}
