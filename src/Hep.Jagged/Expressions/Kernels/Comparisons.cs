using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Hep.Jagged;

/// <summary>What is compared of two elements of one type, and of vectors of them: all bits of a lane are set where it holds.</summary>
internal interface IComparison
{
    static abstract bool Invoke<T>(T left, T right) where T : struct, IComparisonOperators<T, T, bool>;

    static abstract Vector256<T> Invoke<T>(Vector256<T> left, Vector256<T> right) where T : struct;
}

/// <summary>The kernels of one comparison, exact between integers of either signedness.</summary>
internal sealed record Comparison(Kernel<bool> Float64, IntegerKernels<bool> Integers)
{
    private static readonly Dictionary<string, Comparison> BySymbol = new()
    {
        ["<"] = Of<Less>(), ["<="] = Of<LessOrEqual>(), [">"] = Of<Greater>(), [">="] = Of<GreaterOrEqual>(), ["=="] = Of<Equal>(),
        ["!="] = Of<Unequal>(),
    };

    /// <summary>The comparison of that symbol, or null.</summary>
    public static Comparison? Find(string symbol) => BySymbol.GetValueOrDefault(symbol);

    private static Comparison Of<TComparison>() where TComparison : struct, IComparison => new(
        Compare<double, TComparison>,
        new IntegerKernels<bool>(Compare<long, TComparison>, Compare<ulong, TComparison>, CompareWide<long, ulong, TComparison>,
            CompareWide<ulong, long, TComparison>));

    private static void Compare<T, TComparison>(Arguments arguments, Span<bool> to)
        where T : unmanaged, INumber<T>
        where TComparison : struct, IComparison
    {
        ReadOnlySpan<T> left = arguments.Get<T>(0), right = arguments.Get<T>(1);
        int i = 0;
        for (; Vector256.IsHardwareAccelerated && i <= to.Length - Vector256<ulong>.Count; i += Vector256<ulong>.Count)   // T has 64 bits
        {
            uint bits = TComparison.Invoke(Vector256.Create(left[i..]), Vector256.Create(right[i..])).ExtractMostSignificantBits();
            // Four bits become four bytes of 0 or 1: copies of them, each 7 places higher, put bit k where byte k begins.
            BinaryPrimitives.WriteUInt32LittleEndian(MemoryMarshal.AsBytes(to[i..]), (bits * 0x00204081) & 0x01010101);
        }
        for (; i < to.Length; i++) to[i] = TComparison.Invoke(left[i], right[i]);
    }

    private static void CompareWide<TLeft, TRight, TComparison>(Arguments arguments, Span<bool> to)
        where TLeft : unmanaged, INumber<TLeft> where TRight : unmanaged, INumber<TRight> where TComparison : struct, IComparison
    {
        ReadOnlySpan<TLeft> left = arguments.Get<TLeft>(0);
        ReadOnlySpan<TRight> right = arguments.Get<TRight>(1);
        for (int i = 0; i < to.Length; i++) to[i] = TComparison.Invoke(Int128.CreateTruncating(left[i]), Int128.CreateTruncating(right[i]));
    }

    private readonly struct Less : IComparison
    {
        public static bool Invoke<T>(T left, T right) where T : struct, IComparisonOperators<T, T, bool> => left < right;

        public static Vector256<T> Invoke<T>(Vector256<T> left, Vector256<T> right) where T : struct => Vector256.LessThan(left, right);
    }

    private readonly struct LessOrEqual : IComparison
    {
        public static bool Invoke<T>(T left, T right) where T : struct, IComparisonOperators<T, T, bool> => left <= right;

        public static Vector256<T> Invoke<T>(Vector256<T> left, Vector256<T> right) where T : struct =>
            Vector256.LessThanOrEqual(left, right);
    }

    private readonly struct Greater : IComparison
    {
        public static bool Invoke<T>(T left, T right) where T : struct, IComparisonOperators<T, T, bool> => left > right;

        public static Vector256<T> Invoke<T>(Vector256<T> left, Vector256<T> right) where T : struct => Vector256.GreaterThan(left, right);
    }

    private readonly struct GreaterOrEqual : IComparison
    {
        public static bool Invoke<T>(T left, T right) where T : struct, IComparisonOperators<T, T, bool> => left >= right;

        public static Vector256<T> Invoke<T>(Vector256<T> left, Vector256<T> right) where T : struct =>
            Vector256.GreaterThanOrEqual(left, right);
    }

    private readonly struct Equal : IComparison
    {
        public static bool Invoke<T>(T left, T right) where T : struct, IComparisonOperators<T, T, bool> => left == right;

        public static Vector256<T> Invoke<T>(Vector256<T> left, Vector256<T> right) where T : struct => Vector256.Equals(left, right);
    }

    private readonly struct Unequal : IComparison
    {
        public static bool Invoke<T>(T left, T right) where T : struct, IComparisonOperators<T, T, bool> => left != right;

        public static Vector256<T> Invoke<T>(Vector256<T> left, Vector256<T> right) where T : struct => ~Vector256.Equals(left, right);
    }
}
