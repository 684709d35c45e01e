namespace Hep.Jagged;

/// <summary>How the values of a column are brought to a size that networks like; x is the value after clipping.</summary>
public enum ScalingKind
{
    /// <summary>x as it is.</summary>
    None,
    /// <summary>(x − minimum) / (maximum − minimum).</summary>
    MinMax,
    /// <summary>(x − mean) / standard deviation, that of the population.</summary>
    Standard,
    /// <summary>(x − median) / (q75 − q25); a divisor of 0 counts as 1.</summary>
    Robust,
    /// <summary>ln(1 + max(x, 0)), then <see cref="Standard"/> on that.</summary>
    Log,
}
