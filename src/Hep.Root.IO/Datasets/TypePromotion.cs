using Hep.Jagged;

namespace Hep.Root.IO.Datasets;

/// <summary>
/// The smallest type that holds the values of two others exactly: files of one dataset may differ in the types of a column.
/// </summary>
/// <remarks>
/// <para>Bools are 0 and 1. Integers of unlike signs meet in the next wider signed one. Integers of 8 and 16 bits fit float32, of 32 bits
/// float64; those of 64 bits fit no float, and unsigned ones of 64 bits no signed one. Text and bytes meet nothing but themselves.</para>
/// </remarks>
internal static class TypePromotion
{
    /// <summary>
    /// The exact integers that a type holds: below 2 to the power of <c>Bits</c>, negative ones or not, and whether fractions too.
    /// </summary>
    private readonly record struct Reach(ElementType Type, int Bits, bool Signed, bool Fractions)
    {
        public bool Holds(Reach other) => Bits >= other.Bits && (Signed || !other.Signed) && (Fractions || !other.Fractions);
    }

    // From small to large: the first that holds both is the answer.
    private static readonly Reach[] Reaches =
    [
        new(ElementType.Bool, 1, false, false),
        new(ElementType.Int8, 7, true, false), new(ElementType.UInt8, 8, false, false),
        new(ElementType.Int16, 15, true, false), new(ElementType.UInt16, 16, false, false),
        new(ElementType.Int32, 31, true, false), new(ElementType.UInt32, 32, false, false),
        new(ElementType.Float32, 24, true, true),
        new(ElementType.Int64, 63, true, false), new(ElementType.UInt64, 64, false, false),
        new(ElementType.Float64, 53, true, true),
    ];

    /// <summary>The type that holds both exactly; null where there is none.</summary>
    public static ElementType? Common(ElementType first, ElementType second)
    {
        if (first == second) return first;
        if (!first.IsNumeric || !second.IsNumeric) return null;
        Reach a = Of(first), b = Of(second);
        foreach (Reach candidate in Reaches)
            if (candidate.Holds(a) && candidate.Holds(b)) return candidate.Type;
        return null;
    }

    /// <summary>Whether a type holds this number exactly; NaN fits floats alone.</summary>
    public static bool Holds(ElementType type, double value)
    {
        if (!type.IsNumeric) return false;
        Reach reach = Of(type);
        if (type == ElementType.Float64 || type == ElementType.Float32 && (double.IsNaN(value) || (float)value == value)) return true;
        double limit = Math.Pow(2, reach.Bits);
        return !reach.Fractions && Math.Truncate(value) == value && value < limit && value >= (reach.Signed ? -limit : 0);
    }

    private static Reach Of(ElementType type) => Array.Find(Reaches, r => r.Type == type);
}
