using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Hep.Jagged;

/// <summary>The operators between two operands.</summary>
internal static class Operator
{
    private static readonly Dictionary<string, Kernel<double>> Arithmetic = new(StringComparer.Ordinal)
    {
        ["+"] = (a, to) => TensorPrimitives.Add(a[0], a[1], to),
        ["-"] = (a, to) => TensorPrimitives.Subtract(a[0], a[1], to),
        ["*"] = (a, to) => TensorPrimitives.Multiply(a[0], a[1], to),
        ["/"] = (a, to) => TensorPrimitives.Divide(a[0], a[1], to),
        ["^"] = Elementwise.Of(Elementwise.Power),
        ["%"] = Remainders.Float64,
    };

    private static readonly Dictionary<string, Kernel<bool>> Logic = new(StringComparer.Ordinal)
    {
        ["&&"] = (a, to) => TensorPrimitives.BitwiseAnd(Bytes(a, 0), Bytes(a, 1), MemoryMarshal.AsBytes(to)),
        ["||"] = (a, to) => TensorPrimitives.BitwiseOr(Bytes(a, 0), Bytes(a, 1), MemoryMarshal.AsBytes(to)),
    };

    /// <summary>The plan of an operator between operands whose levels broadcast to <paramref name="shape"/>.</summary>
    public static Plan Bind(string symbol, int position, Plan left, Plan right, Shape shape)
    {
        if (Logic.TryGetValue(symbol, out Kernel<bool>? logic))
            return new ElementwisePlan<bool>(position, ValueKind.Bool, shape,
                [Conversions.To(ValueKind.Bool, left), Conversions.To(ValueKind.Bool, right)], logic);
        Comparison? comparison = Comparison.Find(symbol);
        if (left.Kind != ValueKind.Float64 && right.Kind != ValueKind.Float64 && (comparison is not null || symbol == "%"))
            return comparison is null ? BindRemainder(position, ToInteger(left), ToInteger(right), shape)
                : BindComparison(comparison, position, ToInteger(left), ToInteger(right), shape);
        Plan[] numbers = [Conversions.To(ValueKind.Float64, left), Conversions.To(ValueKind.Float64, right)];
        return comparison is not null
            ? new ElementwisePlan<bool>(position, ValueKind.Bool, shape, numbers, comparison.Float64)
            : new ElementwisePlan<double>(position, ValueKind.Float64, shape, numbers, Arithmetic[symbol]);
    }

    /// <summary>The plan of a minus sign in front.</summary>
    public static Plan Negate(int position, Plan operand) => new ElementwisePlan<double>(
        position, ValueKind.Float64, operand.Shape, [Conversions.To(ValueKind.Float64, operand)],
        static (a, to) => TensorPrimitives.Negate(a[0], to));

    private static ElementwisePlan<bool> BindComparison(Comparison comparison, int position, Plan left, Plan right, Shape shape)
    {
        (left, right) = (Unsigned(left, right), Unsigned(right, left));
        return new ElementwisePlan<bool>(position, ValueKind.Bool, shape, [left, right], comparison.Integers.For(left.Kind, right.Kind));
    }

    private static Plan BindRemainder(int position, Plan left, Plan right, Shape shape) =>
        left.Kind == ValueKind.UInt64 && right.Kind == ValueKind.UInt64
            ? new ElementwisePlan<ulong>(position, ValueKind.UInt64, shape, [left, right], Remainders.Unsigned)
            : new ElementwisePlan<long>(position, ValueKind.Int64, shape, [left, right], Remainders.Integers.For(left.Kind, right.Kind));

    // Truth values count as 0 and 1.
    private static Plan ToInteger(Plan plan) => plan.Kind == ValueKind.Bool ? Conversions.To(ValueKind.Int64, plan) : plan;

    // A literal that is not negative is compared with unsigned numbers as one of them: no 128 bits are needed.
    private static Plan Unsigned(Plan plan, Plan other) =>
        other.Kind == ValueKind.UInt64 && plan is IConstantPlan { Value: >= 0L } ? Conversions.To(ValueKind.UInt64, plan) : plan;

    // A bool is one byte, 0 or 1 in every column and kernel.
    private static ReadOnlySpan<byte> Bytes(Arguments arguments, int index) => MemoryMarshal.AsBytes(arguments.Get<bool>(index));
}
