using System.Runtime.Intrinsics;

namespace Hep.Root.IO.Trees.NTuple;

/// <summary>Where lists end in a cluster, as offsets of a batch.</summary>
internal static class Ends
{
    /// <summary>Makes offsets of ends.</summary>
    /// <param name="ends">Where each list ends, counted in the cluster.</param>
    /// <param name="before">Where the list before them ended.</param>
    /// <param name="shift">What is subtracted.</param>
    /// <param name="offsets">Takes as many offsets as there are ends; where one is no 32-bit number, the others are not right.</param>
    /// <returns>False where the ends do not ascend.</returns>
    public static bool TryFill(ReadOnlySpan<long> ends, long before, long shift, Span<int> offsets)
    {
        if (ends.IsEmpty) return true;
        bool ascends = ends[0] >= before;
        offsets[0] = unchecked((int)(ends[0] - shift));
        int i = 1;
        if (Vector256.IsHardwareAccelerated)
        {
            const int Lanes = 8;
            Vector256<long> shifts = Vector256.Create(shift), falls = Vector256<long>.Zero;
            for (; i <= ends.Length - Lanes; i += Lanes)
            {
                Vector256<long> low = Vector256.Create(ends[i..]), high = Vector256.Create(ends[(i + 4)..]);
                falls |= Vector256.LessThan(low, Vector256.Create(ends[(i - 1)..]));
                falls |= Vector256.LessThan(high, Vector256.Create(ends[(i + 3)..]));
                Vector256.Narrow(low - shifts, high - shifts).CopyTo(offsets[i..]);
            }
            ascends &= falls == Vector256<long>.Zero;
        }
        for (; i < ends.Length; i++)
        {
            ascends &= ends[i] >= ends[i - 1];
            offsets[i] = unchecked((int)(ends[i] - shift));
        }
        return ascends;
    }
}
