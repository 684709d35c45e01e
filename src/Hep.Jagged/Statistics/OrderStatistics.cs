using System.Numerics;

namespace Hep.Jagged;

/// <summary>Finds the value of a rank without sorting: in linear time, as quantiles are of all values and ask for few of them.</summary>
internal static class OrderStatistics
{
    private const int SortedAtOnce = 32;   // a part this small is sorted

    /// <summary>
    /// Brings the value of a rank to its place; smaller ones stand before it, larger ones behind (quickselect: Hoare 1961).
    /// </summary>
    /// <param name="values">Numbers, none NaN; their order changes.</param>
    /// <param name="rank">The place in ascending order, from 0.</param>
    /// <returns>The value of that rank.</returns>
    public static double Select(Span<double> values, int rank)
    {
        // Rounds that take little away are bounded: then sorting takes over, as in introsort.
        for (int rounds = 2 * BitOperations.Log2((uint)values.Length); values.Length > SortedAtOnce && rounds > 0; rounds--)
        {
            int last = PartitionAt(values, MedianOfThree(values));
            values = rank <= last ? values[..(last + 1)] : values[(last + 1)..];
            if (rank > last) rank -= last + 1;
        }
        values.Sort();
        return values[rank];
    }

    /// <summary>Divides values into those not above and those not below a pivot that is one of them; both parts have elements.</summary>
    /// <returns>The last place of the lower part.</returns>
    private static int PartitionAt(Span<double> values, double pivot)
    {
        int low = -1, high = values.Length;
        while (true)
        {
            while (values[++low] < pivot) { }
            while (values[--high] > pivot) { }
            if (low >= high) return high;
            (values[low], values[high]) = (values[high], values[low]);
        }
    }

    /// <summary>The middle one of first, middle and last value, brought to the first place.</summary>
    private static double MedianOfThree(Span<double> values)
    {
        ref double first = ref values[0], middle = ref values[values.Length / 2], last = ref values[^1];
        if (middle > last) (middle, last) = (last, middle);
        if (first > last) (first, last) = (last, first);
        if (first < middle) (first, middle) = (middle, first);
        return first;
    }
}
