using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Hep.Root.IO.Trees.NTuple;

/// <summary>
/// Signed integers that were stored with the sign in the lowest bit, so that small ones have few bits (specification, "zigzag").
/// </summary>
internal static class ZigZag
{
    /// <summary>Gives integers back their signs, in place.</summary>
    public static void Undo<T>(Span<T> values) where T : unmanaged, IBinaryInteger<T>
    {
        int i = 0;
        if (Vector.IsHardwareAccelerated)
        {
            Span<Vector<T>> vectors = MemoryMarshal.Cast<T, Vector<T>>(values);
            int shift = 8 * Unsafe.SizeOf<T>() - 1;
            foreach (ref Vector<T> vector in vectors)
            {
                // The lowest bit, carried to all others, is 0 or −1.
                Vector<T> sign = vector << shift >> shift;
                vector = (vector >>> 1) ^ sign;
            }
            i = vectors.Length * Vector<T>.Count;
        }
        for (; i < values.Length; i++) values[i] = (values[i] >>> 1) ^ -(values[i] & T.One);
    }
}
