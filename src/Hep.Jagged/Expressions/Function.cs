using System.Numerics.Tensors;

namespace Hep.Jagged;

/// <summary>A function of elements that stand at one place: its arguments, and how it is bound to them.</summary>
/// <param name="Parameters">The names of its arguments, as messages show them.</param>
/// <param name="Bind">Makes the plan from arguments of equal or broadcasting levels.</param>
internal sealed record Function(string[] Parameters, Func<int, Plan[], Shape, Plan> Bind)
{
    private static readonly Dictionary<string, Function> ByName = new(StringComparer.Ordinal)
    {
        ["abs"] = OfNumbers(["x"], (a, to) => TensorPrimitives.Abs(a[0], to)),
        ["sqrt"] = OfNumbers(["x"], (a, to) => TensorPrimitives.Sqrt(a[0], to)),
        ["exp"] = OfNumbers(["x"], Elementwise.Of(Math.Exp)),
        ["log"] = OfNumbers(["x"], Elementwise.Of(x => Math.Log(x))),
        ["log10"] = OfNumbers(["x"], Elementwise.Of(Math.Log10)),
        ["pow"] = OfNumbers(["x", "y"], Elementwise.Of(Elementwise.Power)),
        ["sin"] = OfNumbers(["x"], Elementwise.Of(Math.Sin)),
        ["cos"] = OfNumbers(["x"], Elementwise.Of(Math.Cos)),
        ["tan"] = OfNumbers(["x"], Elementwise.Of(Math.Tan)),
        ["atan2"] = OfNumbers(["y", "x"], Elementwise.Of(Math.Atan2)),
        ["sinh"] = OfNumbers(["x"], Elementwise.Of(Math.Sinh)),
        ["cosh"] = OfNumbers(["x"], Elementwise.Of(Math.Cosh)),
        ["clip"] = OfNumbers(["x", "lo", "hi"], Clip),
        ["min"] = OfNumbers(["a", "b"], (a, to) => TensorPrimitives.Min(a[0], a[1], to)),   // NaN propagates, as with max
        ["max"] = OfNumbers(["a", "b"], (a, to) => TensorPrimitives.Max(a[0], a[1], to)),
        ["if"] = new(["c", "a", "b"], Choose),
        ["isnan"] = new(["x"], IsNaN),
        ["px"] = OfNumbers(["pt", "phi"], Elementwise.Of(FourVectors.Px)),
        ["py"] = OfNumbers(["pt", "phi"], Elementwise.Of(FourVectors.Py)),
        ["pz"] = OfNumbers(["pt", "eta"], Elementwise.Of(FourVectors.Pz)),
        ["energy"] = OfNumbers(["pt", "eta", "m"], Elementwise.Of(FourVectors.Energy)),
        ["rapidity"] = OfNumbers(["pt", "eta", "m"], Elementwise.Of(FourVectors.Rapidity)),
        ["pt"] = OfNumbers(["px", "py"], Elementwise.Of(FourVectors.Pt)),
        ["eta"] = OfNumbers(["px", "py", "pz"], Elementwise.Of(FourVectors.Eta)),
        ["phi"] = OfNumbers(["px", "py"], Elementwise.Of(FourVectors.Phi)),
        ["mass"] = OfNumbers(["px", "py", "pz", "e"], Elementwise.Of(FourVectors.Mass)),
        ["delta_phi"] = OfNumbers(["a", "b"], Elementwise.Of(Kinematics.DeltaPhi)),
        ["delta_r"] = OfNumbers(["eta1", "phi1", "eta2", "phi2"], Kinematics.DeltaR),
        ["mass2"] = OfNumbers(["pt1", "eta1", "phi1", "m1", "pt2", "eta2", "phi2", "m2"], Kinematics.Mass2),
    };

    /// <summary>The names of all functions.</summary>
    public static IEnumerable<string> Names => ByName.Keys;

    /// <summary>The function of that name, or null.</summary>
    public static Function? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>A function from numbers to a number.</summary>
    public static Function OfNumbers(string[] parameters, Kernel<double> kernel) => new(parameters, (position, arguments, shape) =>
        new ElementwisePlan<double>(position, ValueKind.Float64, shape,
            Array.ConvertAll(arguments, a => Conversions.To(ValueKind.Float64, a)), kernel));

    private static void Clip(Arguments arguments, Span<double> to)
    {
        TensorPrimitives.Max(arguments[0], arguments[1], to);
        TensorPrimitives.Min(to, arguments[2], to);
    }

    private static ElementwisePlan<bool> IsNaN(int position, Plan[] arguments, Shape shape) =>
        new(position, ValueKind.Bool, shape, [Conversions.To(ValueKind.Float64, arguments[0])],
            (a, to) => TensorPrimitives.IsNaN(a[0], to));

    private static Plan Choose(int position, Plan[] arguments, Shape shape)
    {
        Plan condition = Conversions.To(ValueKind.Bool, arguments[0]);
        return (arguments[1].Kind, arguments[2].Kind) switch
        {
            (ValueKind.Bool, ValueKind.Bool) => Between<bool>(ValueKind.Bool),
            (ValueKind.UInt64, ValueKind.UInt64) => Between<ulong>(ValueKind.UInt64),
            (ValueKind.Bool or ValueKind.Int64, ValueKind.Bool or ValueKind.Int64) => Between<long>(ValueKind.Int64),
            _ => Between<double>(ValueKind.Float64),
        };

        ElementwisePlan<T> Between<T>(ValueKind kind) where T : unmanaged =>
            new(position, kind, shape,
                [condition, Conversions.To(kind, arguments[1]), Conversions.To(kind, arguments[2])], Elementwise.Choose);
    }
}
