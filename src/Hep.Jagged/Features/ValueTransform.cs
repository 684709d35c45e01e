using System.Numerics.Tensors;

namespace Hep.Jagged;

/// <summary>
/// What the values of a column go through, in float64: clip, logarithm, subtract, divide. Every step leaves NaN as it is.
/// </summary>
internal sealed record ValueTransform
{
    /// <summary>How the column is scaled.</summary>
    public ScalingKind Scaling { get; init; }

    /// <summary>Limits, applied first.</summary>
    public ClipRange? Clip { get; init; }

    /// <summary>What is subtracted; 0 without scaling.</summary>
    public double Subtract { get; init; }

    /// <summary>What it is divided by; 1 without scaling.</summary>
    public double Divide { get; init; } = 1;

    /// <summary>The one value of a column that becomes 0; null for a column that varies or is kept.</summary>
    public double? Constant { get; init; }

    /// <summary>ln(1 + max(x, 0)) in place.</summary>
    public static void TakeLogarithm(Span<double> values)
    {
        TensorPrimitives.Max<double>(values, 0, values);
        TensorPrimitives.LogP1<double>(values, values);
    }

    /// <summary>Transforms values in place; NaN and infinities become NaN.</summary>
    public void Apply(Span<double> values)
    {
        if (!TensorPrimitives.IsFiniteAll<double>(values)) TakeInfinitiesAsNan(values);
        if (Clip is { } clip) TakeWithin(clip, values);
        if (Constant is not null)
        {
            TensorPrimitives.Subtract(values, values, values);   // 0, and NaN of NaN
            return;
        }
        if (Scaling == ScalingKind.None) return;
        if (Scaling == ScalingKind.Log) TakeLogarithm(values);
        if (Subtract != 0) TensorPrimitives.Subtract(values, Subtract, values);
        if (Divide != 1) TensorPrimitives.Divide(values, Divide, values);
    }

    /// <summary>
    /// Undoes <see cref="Apply"/> in place, but for what was clipped. A number that it never makes, as networks give them, is taken for the
    /// nearest that it does: limits, the logarithm's 0 and the one value of a constant column stand.
    /// </summary>
    public void Undo(Span<double> values)
    {
        if (Constant is { } constant)
        {
            TensorPrimitives.Multiply(values, 0, values);   // NaN stays
            TensorPrimitives.Add(values, constant, values);
        }
        else if (Scaling != ScalingKind.None)
        {
            TensorPrimitives.Multiply(values, Divide, values);
            TensorPrimitives.Add(values, Subtract, values);
            if (Scaling == ScalingKind.Log)
            {
                TensorPrimitives.ExpM1<double>(values, values);
                TensorPrimitives.Max<double>(values, 0, values);
            }
        }
        if (Clip is { } clip) TakeWithin(clip, values);
    }

    private static void TakeWithin(ClipRange range, Span<double> values)
    {
        TensorPrimitives.Max(values, range.Low, values);
        TensorPrimitives.Min(values, range.High, values);
    }

    private static void TakeInfinitiesAsNan(Span<double> values)
    {
        foreach (ref double value in values)
            if (double.IsInfinity(value)) value = double.NaN;
    }
}
