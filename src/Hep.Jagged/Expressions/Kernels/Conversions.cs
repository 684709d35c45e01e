using System.Numerics.Tensors;

namespace Hep.Jagged;

/// <summary>Elements of one kind as elements of another.</summary>
internal static class Conversions
{
    /// <summary>The same elements as another kind; the plan itself where it is of that kind.</summary>
    public static Plan To(ValueKind kind, Plan plan) => (kind, plan) switch
    {
        _ when plan.Kind == kind => plan,
        (ValueKind.Bool, _) => ToBool(plan),
        (_, ColumnPlan column) => column.As(kind),
        (ValueKind.Float64, IConstantPlan constant) => new ConstantPlan<double>(plan.Position, kind, ToDouble(constant.Value)),
        (ValueKind.Int64, IConstantPlan constant) => new ConstantPlan<long>(plan.Position, kind, ToInt64(constant.Value)),
        (ValueKind.UInt64, IConstantPlan constant) => new ConstantPlan<ulong>(plan.Position, kind, (ulong)ToInt64(constant.Value)),
        (ValueKind.Float64, _) => Elementwise(plan, kind, ToFloat64(plan.Kind)),
        (ValueKind.Int64, { Kind: ValueKind.Bool }) => Elementwise<long>(plan, kind, FromBool<long>),
        _ => throw new InvalidOperationException($"{plan.Kind} does not become {kind}."),
    };

    // NaN is neither true nor false: neither x nor !x holds.
    private static ElementwisePlan<bool> ToBool(Plan plan) =>
        Elementwise<bool>(To(ValueKind.Float64, plan), ValueKind.Bool, static (arguments, to) =>
        {
            ReadOnlySpan<double> x = arguments[0];
            for (int i = 0; i < to.Length; i++) to[i] = x[i] is < 0 or > 0;
        });

    private static Kernel<double> ToFloat64(ValueKind kind) => kind switch
    {
        ValueKind.Bool => FromBool,
        ValueKind.UInt64 => static (arguments, to) => TensorPrimitives.ConvertTruncating(arguments.Get<ulong>(0), to),
        _ => static (arguments, to) => TensorPrimitives.ConvertTruncating(arguments.Get<long>(0), to),
    };

    private static void FromBool<T>(Arguments arguments, Span<T> to) where T : unmanaged, System.Numerics.INumber<T>
    {
        ReadOnlySpan<bool> x = arguments.Get<bool>(0);
        for (int i = 0; i < to.Length; i++) to[i] = x[i] ? T.One : T.Zero;
    }

    private static ElementwisePlan<T> Elementwise<T>(Plan plan, ValueKind kind, Kernel<T> kernel) where T : unmanaged =>
        new(plan.Position, kind, plan.Shape, [plan], kernel);

    private static double ToDouble(object value) => value switch
    {
        long signed => signed,
        ulong unsigned => unsigned,
        bool truth => truth ? 1 : 0,
        _ => (double)value,
    };

    private static long ToInt64(object value) => value is bool truth ? (truth ? 1 : 0) : (long)value;
}
