using System.Numerics;

namespace Hep.Jagged;

/// <summary><c>%</c>: what remains of a division that rounds towards 0, with the sign of the dividend as in C.</summary>
internal static class Remainders
{
    /// <summary>Of float64; NaN where the divisor is 0.</summary>
    public static Kernel<double> Float64 { get; } = Elementwise.Of((x, y) => x % y);

    /// <summary>
    /// Of integers where one at least is signed: exact, and a remainder always fits. 0 where the divisor is 0, as NumPy has it.
    /// </summary>
    public static IntegerKernels<long> Integers { get; } =
        new(Remainder<long, long, Int128, long>, Remainder<ulong, ulong, Int128, long>, Remainder<long, ulong, Int128, long>,
            Remainder<ulong, long, Int128, long>);

    /// <summary>Of unsigned integers: exact, 0 where the divisor is 0.</summary>
    public static void Unsigned(Arguments arguments, Span<ulong> to) => Remainder<ulong, ulong, ulong, ulong>(arguments, to);

    private static void Remainder<TLeft, TRight, TWide, T>(Arguments arguments, Span<T> to)
        where TLeft : unmanaged, INumber<TLeft>
        where TRight : unmanaged, INumber<TRight>
        where TWide : struct, INumber<TWide>
        where T : unmanaged, INumber<T>
    {
        ReadOnlySpan<TLeft> left = arguments.Get<TLeft>(0);
        ReadOnlySpan<TRight> right = arguments.Get<TRight>(1);
        for (int i = 0; i < to.Length; i++)
        {
            TWide divisor = TWide.CreateTruncating(right[i]);
            to[i] = divisor == TWide.Zero ? T.Zero : T.CreateTruncating(TWide.CreateTruncating(left[i]) % divisor);
        }
    }
}
