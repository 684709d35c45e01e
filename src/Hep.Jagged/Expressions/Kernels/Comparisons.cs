using System.Numerics;

namespace Hep.Jagged;

/// <summary>What is compared of two elements of one type.</summary>
internal interface IComparison
{
    static abstract bool Invoke<T>(T left, T right) where T : struct, IComparisonOperators<T, T, bool>;
}

/// <summary>The kernels of one comparison, exact between integers of either signedness.</summary>
internal sealed record Comparison(Kernel<bool> Float64, IntegerKernels<bool> Integers)
{
    private static readonly Dictionary<string, Comparison> BySymbol = new()
    {
        ["<"] = Of<Less>(), ["<="] = Of<LessOrEqual>(), [">"] = Of<Greater>(), [">="] = Of<GreaterOrEqual>(), ["=="] = Of<Equal>(), ["!="] = Of<Unequal>(),
    };

    /// <summary>The comparison of that symbol, or null.</summary>
    public static Comparison? Find(string symbol) => BySymbol.GetValueOrDefault(symbol);

    private static Comparison Of<TComparison>() where TComparison : struct, IComparison => new(
        Compare<double, double, double, TComparison>,
        new IntegerKernels<bool>(Compare<long, long, long, TComparison>, Compare<ulong, ulong, ulong, TComparison>,
            Compare<long, ulong, Int128, TComparison>, Compare<ulong, long, Int128, TComparison>));

    private static void Compare<TLeft, TRight, TWide, TComparison>(Arguments arguments, Span<bool> to)
        where TLeft : unmanaged, INumber<TLeft> where TRight : unmanaged, INumber<TRight> where TWide : struct, INumber<TWide> where TComparison : struct, IComparison
    {
        ReadOnlySpan<TLeft> left = arguments.Get<TLeft>(0);
        ReadOnlySpan<TRight> right = arguments.Get<TRight>(1);
        for (int i = 0; i < to.Length; i++) to[i] = TComparison.Invoke(TWide.CreateTruncating(left[i]), TWide.CreateTruncating(right[i]));
    }

    private readonly struct Less : IComparison
    {
        public static bool Invoke<T>(T left, T right) where T : struct, IComparisonOperators<T, T, bool> => left < right;
    }

    private readonly struct LessOrEqual : IComparison
    {
        public static bool Invoke<T>(T left, T right) where T : struct, IComparisonOperators<T, T, bool> => left <= right;
    }

    private readonly struct Greater : IComparison
    {
        public static bool Invoke<T>(T left, T right) where T : struct, IComparisonOperators<T, T, bool> => left > right;
    }

    private readonly struct GreaterOrEqual : IComparison
    {
        public static bool Invoke<T>(T left, T right) where T : struct, IComparisonOperators<T, T, bool> => left >= right;
    }

    private readonly struct Equal : IComparison
    {
        public static bool Invoke<T>(T left, T right) where T : struct, IComparisonOperators<T, T, bool> => left == right;
    }

    private readonly struct Unequal : IComparison
    {
        public static bool Invoke<T>(T left, T right) where T : struct, IComparisonOperators<T, T, bool> => left != right;
    }
}
