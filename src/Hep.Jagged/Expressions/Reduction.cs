namespace Hep.Jagged;

/// <summary>A function of a list, told from those of elements by having one argument.</summary>
/// <param name="Bind">Makes the plan from an argument that has levels.</param>
internal sealed record Reduction(Func<int, Plan, Plan> Bind)
{
    private static readonly Dictionary<string, Reduction> ByName = new(StringComparer.Ordinal)
    {
        ["sum"] = OfNumbers(ListKernels.Sum),
        ["mean"] = OfNumbers(ListKernels.Mean),
        ["min"] = OfNumbers(ListKernels.Minimum),
        ["max"] = OfNumbers(ListKernels.Maximum),
        ["any"] = OfTruths(ListKernels.Any),
        ["all"] = OfTruths(ListKernels.All),
        ["count"] = new((position, list) => new CountPlan(position, list)),
        ["argmax"] = Index(ListKernels.IndexOfMaximum, ListKernels.IndexOfMaximum, ListKernels.IndexOfMaximum),
        ["argmin"] = Index(ListKernels.IndexOfMinimum, ListKernels.IndexOfMinimum, ListKernels.IndexOfMinimum),
    };

    /// <summary>The names of all reductions.</summary>
    public static IEnumerable<string> Names => ByName.Keys;

    /// <summary>The reduction of that name, or null.</summary>
    public static Reduction? Find(string name) => ByName.GetValueOrDefault(name);

    private static Reduction OfNumbers(ListKernel<double, double> kernel) => new((position, list) =>
        new ReductionPlan<double, double>(position, ValueKind.Float64, Conversions.To(ValueKind.Float64, list), kernel));

    private static Reduction OfTruths(ListKernel<bool, bool> kernel) => new((position, list) =>
        new ReductionPlan<bool, bool>(position, ValueKind.Bool, Conversions.To(ValueKind.Bool, list), kernel));

    private static Reduction Index(ListKernel<long, long> signed, ListKernel<ulong, long> unsigned, ListKernel<double, long> numbers) =>
        new((position, list) => list.Kind switch
        {
            ValueKind.Int64 => new ReductionPlan<long, long>(position, ValueKind.Int64, list, signed),
            ValueKind.UInt64 => new ReductionPlan<ulong, long>(position, ValueKind.Int64, list, unsigned),
            _ => new ReductionPlan<double, long>(position, ValueKind.Int64, Conversions.To(ValueKind.Float64, list), numbers),
        });
}
