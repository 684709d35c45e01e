namespace Hep.Jagged;

/// <summary>One operation on integers for each pair of signed and unsigned operands.</summary>
internal sealed record IntegerKernels<T>(Kernel<T> Signed, Kernel<T> Unsigned, Kernel<T> SignedByUnsigned, Kernel<T> UnsignedBySigned)
{
    /// <summary>The kernel for two kinds of integers.</summary>
    public Kernel<T> For(ValueKind left, ValueKind right) => (left, right) switch
    {
        (ValueKind.Int64, ValueKind.Int64) => Signed,
        (ValueKind.UInt64, ValueKind.UInt64) => Unsigned,
        (ValueKind.Int64, ValueKind.UInt64) => SignedByUnsigned,
        _ => UnsignedBySigned,
    };
}
