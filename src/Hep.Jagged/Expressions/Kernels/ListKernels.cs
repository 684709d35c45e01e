using System.Numerics;

namespace Hep.Jagged;

/// <summary>Reductions of lists. Elements are taken one by one from the first: sums do not depend on the width of vectors.</summary>
internal static class ListKernels
{
    public static void Sum(ReadOnlySpan<double> values, ReadOnlySpan<int> boundaries, Span<double> to)
    {
        for (int list = 0; list < to.Length; list++)
        {
            double sum = 0;
            foreach (double value in List(values, boundaries, list)) sum += value;
            to[list] = sum;
        }
    }

    /// <summary>NaN for an empty list: 0 / 0.</summary>
    public static void Mean(ReadOnlySpan<double> values, ReadOnlySpan<int> boundaries, Span<double> to)
    {
        Sum(values, boundaries, to);
        for (int list = 0; list < to.Length; list++) to[list] /= boundaries[list + 1] - boundaries[list];
    }

    /// <summary>NaN for an empty list and for one that holds a NaN.</summary>
    public static void Minimum(ReadOnlySpan<double> values, ReadOnlySpan<int> boundaries, Span<double> to) =>
        Extreme(values, boundaries, to, Math.Min);

    /// <summary>NaN for an empty list and for one that holds a NaN.</summary>
    public static void Maximum(ReadOnlySpan<double> values, ReadOnlySpan<int> boundaries, Span<double> to) =>
        Extreme(values, boundaries, to, Math.Max);

    /// <summary>The place of the first largest element, or of the first NaN; −1 for an empty list.</summary>
    public static void IndexOfMaximum<T>(ReadOnlySpan<T> values, ReadOnlySpan<int> boundaries, Span<long> to)
        where T : unmanaged, INumber<T>
    {
        for (int list = 0; list < to.Length; list++)
        {
            ReadOnlySpan<T> elements = List(values, boundaries, list);
            int best = elements.IsEmpty ? -1 : 0;
            for (int i = 1; i < elements.Length && !T.IsNaN(elements[best]); i++)
                if (!(elements[i] <= elements[best])) best = i;   // NaN too
            to[list] = best;
        }
    }

    /// <summary>The place of the first smallest element, or of the first NaN; −1 for an empty list.</summary>
    public static void IndexOfMinimum<T>(ReadOnlySpan<T> values, ReadOnlySpan<int> boundaries, Span<long> to)
        where T : unmanaged, INumber<T>
    {
        for (int list = 0; list < to.Length; list++)
        {
            ReadOnlySpan<T> elements = List(values, boundaries, list);
            int best = elements.IsEmpty ? -1 : 0;
            for (int i = 1; i < elements.Length && !T.IsNaN(elements[best]); i++)
                if (!(elements[i] >= elements[best])) best = i;
            to[list] = best;
        }
    }

    public static void Any(ReadOnlySpan<bool> values, ReadOnlySpan<int> boundaries, Span<bool> to)
    {
        for (int list = 0; list < to.Length; list++) to[list] = List(values, boundaries, list).Contains(true);
    }

    public static void All(ReadOnlySpan<bool> values, ReadOnlySpan<int> boundaries, Span<bool> to)
    {
        for (int list = 0; list < to.Length; list++) to[list] = !List(values, boundaries, list).Contains(false);
    }

    private static void Extreme(
        ReadOnlySpan<double> values, ReadOnlySpan<int> boundaries, Span<double> to, Func<double, double, double> choose)
    {
        for (int list = 0; list < to.Length; list++)
        {
            ReadOnlySpan<double> elements = List(values, boundaries, list);
            double best = elements.IsEmpty ? double.NaN : elements[0];
            foreach (double element in elements) best = choose(best, element);   // Math.Min and Math.Max hand NaN on
            to[list] = best;
        }
    }

    private static ReadOnlySpan<T> List<T>(ReadOnlySpan<T> values, ReadOnlySpan<int> boundaries, int list) =>
        values[boundaries[list]..boundaries[list + 1]];
}
