using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Hep.Root.IO.Trees.Decoding;

/// <summary>From where entries begin in a basket to where their lists end among all elements of a batch.</summary>
internal static class ListEnds
{
    /// <summary>Fills the ends of consecutive lists.</summary>
    /// <param name="starts">Where the entries begin in the data, and where the last one ends: one number more than there are lists.</param>
    /// <param name="ends">Takes where each list ends, counted in elements.</param>
    /// <param name="headerBytes">Bytes of an entry that are not its elements'.</param>
    /// <param name="elementBytes">Bytes of an element.</param>
    /// <param name="before">Elements of the lists before.</param>
    /// <returns>The first entry that is no whole number of elements; −1 where none is.</returns>
    /// <exception cref="OverflowException">There are more elements than offsets can count.</exception>
    public static int Fill(ReadOnlySpan<int> starts, Span<int> ends, int headerBytes, int elementBytes, int before)
    {
        _ = checked(before + (starts[^1] - starts[0]) / elementBytes);
        return Vector256.IsHardwareAccelerated && BitOperations.IsPow2(elementBytes)
            && FillVectors(starts, ends, headerBytes, BitOperations.Log2((uint)elementBytes), before, out int done)
            ? FillOne(starts[done..], ends[done..], headerBytes, elementBytes, done == 0 ? before : ends[done - 1]) is >= 0 and var wrong
                ? done + wrong
                : -1
            : FillOne(starts, ends, headerBytes, elementBytes, before);
    }

    /// <summary>One list after the other: what the vectors are held to, and what tells which list is wrong.</summary>
    public static int FillOne(ReadOnlySpan<int> starts, Span<int> ends, int headerBytes, int elementBytes, int before)
    {
        for (int list = 0; list < ends.Length; list++)
        {
            int bytes = starts[list + 1] - starts[list] - headerBytes;
            if (bytes < 0 || bytes % elementBytes != 0) return list;
            ends[list] = before += bytes / elementBytes;
        }
        return -1;
    }

    // The bytes of all lists so far are those since the first start, without a header for each: no sum runs from list to list.
    private static bool FillVectors(ReadOnlySpan<int> starts, Span<int> ends, int headerBytes, int shift, int before, out int done)
    {
        int width = Vector256<int>.Count;
        ref int from = ref MemoryMarshal.GetReference(starts);
        ref int to = ref MemoryMarshal.GetReference(ends);
        Vector256<int> forbidden = Vector256.Create(int.MinValue | ((1 << shift) - 1)), seen = Vector256<int>.Zero;
        Vector256<int> header = Vector256.Create(headerBytes), headers = (Vector256<int>.Indices + Vector256<int>.One) * header;
        Vector256<int> first = Vector256.Create(starts[0]), base_ = Vector256.Create(before);
        for (done = 0; done <= ends.Length - width; done += width)
        {
            Vector256<int> start = Vector256.LoadUnsafe(ref from, (nuint)done), end = Vector256.LoadUnsafe(ref from, (nuint)done + 1);
            seen |= (end - start - header) & forbidden;
            (((end - first - headers) >>> shift) + base_).StoreUnsafe(ref to, (nuint)done);
            headers += header * width;
        }
        return seen == Vector256<int>.Zero;
    }
}
