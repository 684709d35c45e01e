using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
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

    /// <summary>
    /// Fills the ends of consecutive lists of a basket from its table as it is stored, in one pass: swapped, checked, divided.
    /// </summary>
    /// <param name="table">Where each entry of the basket begins, counted from the start of the key, big-endian.</param>
    /// <param name="first">The entry of the first list.</param>
    /// <param name="ends">Takes where each list ends, counted in elements.</param>
    /// <param name="keyLength">Bytes before the data.</param>
    /// <param name="dataBytes">Bytes of data.</param>
    /// <param name="elementBytes">Bytes of an element.</param>
    /// <param name="before">Elements of the lists before.</param>
    /// <returns>
    /// False where the table is not stored, or not right, or the processor cannot do this: <see cref="Fill"/> can, and tells what is wrong.
    /// </returns>
    public static bool TryFill(
        ReadOnlySpan<byte> table, int first, Span<int> ends, int keyLength, int dataBytes, int elementBytes, int before) =>
        Walk(table, first, ends, keyLength, dataBytes, elementBytes, before, writes: true);

    /// <summary>Whether the lists of a basket end where others do, whose ends are known: nothing is written then.</summary>
    public static bool Are(
        ReadOnlySpan<int> ends, ReadOnlySpan<byte> table, int first, int keyLength, int dataBytes, int elementBytes, int before) =>
        Walk(table, first, MemoryMarshal.CreateSpan(ref MemoryMarshal.GetReference(ends), ends.Length), keyLength, dataBytes, elementBytes,
            before, writes: false);

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

    private static bool Walk(
        ReadOnlySpan<byte> table, int first, Span<int> ends, int keyLength, int dataBytes, int elementBytes, int before, bool writes)
    {
        if (!Vector256.IsHardwareAccelerated || table.IsEmpty || ends.IsEmpty || !BitOperations.IsPow2(elementBytes)
            || dataBytes % elementBytes != 0 || before + (long)dataBytes / elementBytes > int.MaxValue)
            return false;
        int shift = BitOperations.Log2((uint)elementBytes), last = ends.Length - 1, done = 0;
        ReadOnlySpan<int> starts = MemoryMarshal.Cast<byte, int>(table)[first..];
        int origin = Start(starts, 0, keyLength);
        if ((uint)origin > (uint)dataBytes || (first == 0 && origin != 0) || starts.Length < ends.Length) return false;
        ref int from = ref MemoryMarshal.GetReference(starts);
        ref int to = ref MemoryMarshal.GetReference(ends);
        Vector256<int> key = Vector256.Create(keyLength), data = Vector256.Create(dataBytes);
        Vector256<int> begins = Vector256.Create(origin), added = Vector256.Create(before);
        Vector256<int> forbidden = Vector256.Create(int.MinValue | ((1 << shift) - 1)), negative = Vector256.Create(int.MinValue);
        Vector256<int> seen = Vector256<int>.Zero;
        // Each list ends where the next begins: the vector is loaded again, an element later.
        for (; done <= last - Vector256<int>.Count; done += Vector256<int>.Count)
        {
            Vector256<int> start = Swapped(Vector256.LoadUnsafe(ref from, (nuint)done)) - key;
            Vector256<int> end = Swapped(Vector256.LoadUnsafe(ref from, (nuint)done + 1)) - key;
            seen |= ((end - start) & forbidden) | ((end | (data - end)) & negative);
            Vector256<int> lists = ((end - begins) >>> shift) + added;
            if (writes) lists.StoreUnsafe(ref to, (nuint)done);
            else seen |= lists ^ Vector256.LoadUnsafe(ref to, (nuint)done);
        }
        if (seen != Vector256<int>.Zero) return false;
        for (int start = Start(starts, done, keyLength); done <= last; done++)
        {
            int end = done + 1 < starts.Length ? Start(starts, done + 1, keyLength) : dataBytes;
            if (end < start || end > dataBytes || ((end - start) & (elementBytes - 1)) != 0) return false;
            int list = before + ((end - origin) >> shift);
            if (writes) ends[done] = list;
            else if (ends[done] != list) return false;
            start = end;
        }
        return true;
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

    private static int Start(ReadOnlySpan<int> table, int entry, int keyLength) =>
        BinaryPrimitives.ReverseEndianness(table[entry]) - keyLength;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Swapped(Vector256<int> numbers) => Vector256.Shuffle(numbers.AsByte(), Vector256.Create((byte)
        3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12, 19, 18, 17, 16, 23, 22, 21, 20, 27, 26, 25, 24, 31, 30, 29, 28)).AsInt32();
}
