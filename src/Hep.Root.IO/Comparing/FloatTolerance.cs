using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Hep.Root.IO.Comparing;

/// <summary>
/// How far floating numbers may lie from each other and still be equal, as numpy.isclose has it: the second one is what the relative part
/// is of. NaN equals NaN, an infinity itself alone, zero its negative. Of numbers that are no floats, equal are those that are the same.
/// </summary>
/// <param name="Relative">The part of the second number.</param>
/// <param name="Absolute">What is added to that.</param>
internal readonly record struct FloatTolerance(double Relative, double Absolute)
{
    /// <summary>Whether two numbers are equal.</summary>
    public bool Holds(double first, double second) =>
        first.Equals(second)
        || double.IsFinite(first) && double.IsFinite(second) && Math.Abs(first - second) <= Absolute + Relative * Math.Abs(second);

    /// <summary>Whether values are equal, each to the one at its place.</summary>
    public bool Holds<T>(ReadOnlySpan<T> first, ReadOnlySpan<T> second) where T : unmanaged, IEquatable<T>
    {
        // Bits tell most, and fast; of floats not NaN and the zeros.
        if (MemoryMarshal.AsBytes(first).SequenceEqual(MemoryMarshal.AsBytes(second)) || first.SequenceEqual(second)) return true;
        if (this == default || first.Length != second.Length || typeof(T) != typeof(float) && typeof(T) != typeof(double)) return false;
        for (int i = 0; i < first.Length; i++)
            if (!Holds(ToDouble(first[i]), ToDouble(second[i]))) return false;
        return true;
    }

    private static double ToDouble<T>(T value) where T : unmanaged =>
        typeof(T) == typeof(float) ? Unsafe.BitCast<T, float>(value) : Unsafe.BitCast<T, double>(value);
}
