namespace Hep.Jagged;

/// <summary>One block of the operands of an elementwise kernel.</summary>
internal readonly ref struct Arguments(Operand[] operands, int start, int count)
{
    /// <summary>The block of an argument of numbers.</summary>
    public ReadOnlySpan<double> this[int index] => Get<double>(index);

    /// <summary>The block of an argument.</summary>
    public ReadOnlySpan<T> Get<T>(int index) where T : unmanaged
    {
        Operand<T> operand = (Operand<T>)operands[index];
        return operand.Values.Slice(operand.IsConstant ? 0 : start, count);
    }
}

/// <summary>Computes one block of results from the blocks of the arguments.</summary>
internal delegate void Kernel<T>(Arguments arguments, Span<T> to);
