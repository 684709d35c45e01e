using System.Numerics;

namespace Hep.Root.IO.Trees.NTuple;

/// <summary>Integers that were stored as differences to the one before; the first of a page as it is (specification, "delta").</summary>
internal static class RunningSum
{
    /// <summary>Adds up, in place.</summary>
    public static void Undo<T>(Span<T> values) where T : unmanaged, IBinaryInteger<T>
    {
        T sum = T.Zero;
        // One addition a cycle, which no tree of vector additions of two or four lanes is faster than.
        foreach (ref T value in values) value = sum = unchecked(sum + value);
    }
}
