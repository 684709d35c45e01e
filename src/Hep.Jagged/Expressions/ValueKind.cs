namespace Hep.Jagged;

/// <summary>What the elements of an operand are while an expression is evaluated. Narrower numbers are widened first.</summary>
internal enum ValueKind
{
    /// <summary>Truth values.</summary>
    Bool,
    /// <summary>Integers that fit in 64 signed bits.</summary>
    Int64,
    /// <summary>Integers of an unsigned 64-bit column.</summary>
    UInt64,
    /// <summary>Everything else that is a number.</summary>
    Float64,
    /// <summary>Text and bytes: they can be counted and passed on, nothing else.</summary>
    Text,
}

/// <summary>Which types of columns hold which kinds.</summary>
internal static class ValueKinds
{
    /// <summary>The kind that elements of a column are widened to.</summary>
    public static ValueKind Of(ElementType type) => type switch
    {
        ElementType.Bool => ValueKind.Bool,
        ElementType.UInt64 => ValueKind.UInt64,
        ElementType.Float32 or ElementType.Float64 => ValueKind.Float64,
        ElementType.String or ElementType.Bytes => ValueKind.Text,
        _ => ValueKind.Int64,
    };

    /// <summary>The type of a column that holds a result.</summary>
    public static ElementType TypeOf(ValueKind kind) => kind switch
    {
        ValueKind.Bool => ElementType.Bool,
        ValueKind.Int64 => ElementType.Int64,
        ValueKind.UInt64 => ElementType.UInt64,
        ValueKind.Float64 => ElementType.Float64,
        _ => ElementType.String,
    };
}
