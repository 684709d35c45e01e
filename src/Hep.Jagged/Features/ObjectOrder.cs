namespace Hep.Jagged;

/// <summary>Orders the objects of each entry by a key: ascending, stable, NaN last.</summary>
internal static class ObjectOrder
{
    private const int InsertionLimit = 16;

    /// <param name="indices">Places of objects, entry after entry; ordered within each entry.</param>
    /// <param name="offsets">Where each entry's places lie.</param>
    /// <param name="keys">The key of each place.</param>
    public static void Sort(Span<int> indices, ReadOnlySpan<int> offsets, SharedMemory<double> keys)
    {
        ByKey comparer = new(keys.Memory);
        for (int row = 0; row + 1 < offsets.Length; row++)
        {
            Span<int> entry = indices[offsets[row]..offsets[row + 1]];
            if (entry.Length > InsertionLimit) entry.Sort(comparer);
            else Insert(entry, keys.Span);
        }
    }

    /// <summary>Short lists, as most are, need no comparer: what stays behind an equal key is stable.</summary>
    private static void Insert(Span<int> entry, ReadOnlySpan<double> keys)
    {
        for (int i = 1; i < entry.Length; i++)
        {
            int moved = entry[i], to = i;
            double key = keys[moved];
            if (double.IsNaN(key)) continue;   // it stands last already
            for (; to > 0 && !(keys[entry[to - 1]] <= key); to--) entry[to] = entry[to - 1];
            entry[to] = moved;
        }
    }

    /// <summary>By key, then by place: places ascend before the sort, so that it is stable.</summary>
    private readonly struct ByKey(ReadOnlyMemory<double> keys) : IComparer<int>
    {
        public int Compare(int one, int other)
        {
            ReadOnlySpan<double> span = keys.Span;
            (double a, double b) = (span[one], span[other]);
            if (a < b) return -1;
            if (a > b) return 1;
            int byNan = double.IsNaN(a).CompareTo(double.IsNaN(b));
            return byNan != 0 ? byNan : one.CompareTo(other);
        }
    }
}
