using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Hep.Root.IO.Trees.NTuple;

/// <summary>
/// Joins the bytes of elements that are stored plane by plane: all first bytes, then all second bytes (specification, "split encoding").
/// Two planes are zipped at a time, with the widest vectors at hand.
/// </summary>
internal static class ByteSplit
{
    /// <summary>Joins elements of two bytes.</summary>
    /// <param name="planes">Two planes, each as long as there are elements.</param>
    /// <param name="elements">Takes them, little-endian.</param>
    public static void Join(ReadOnlySpan<byte> planes, Span<ushort> elements)
    {
        int count = elements.Length;
        ReadOnlySpan<byte> low = planes[..count], high = planes.Slice(count, count);
        int i = 0;
        // The loads and stores stay below count, by which both planes were cut.
        if (Vector256.IsHardwareAccelerated)
            for (; i <= count - Vector256<byte>.Count; i += Vector256<byte>.Count)
            {
                (Vector256<ushort> first, Vector256<ushort> second) = Zip(low, high, i);
                first.CopyTo(elements[i..]);
                second.CopyTo(elements[(i + Vector256<ushort>.Count)..]);
            }
        for (; i < count; i++) elements[i] = (ushort)(low[i] | high[i] << 8);
    }

    /// <summary>Joins elements of four bytes.</summary>
    public static void Join(ReadOnlySpan<byte> planes, Span<uint> elements) =>
        JoinFour(planes, elements.Length, 0, elements);

    /// <summary>Joins elements of eight bytes.</summary>
    public static void Join(ReadOnlySpan<byte> planes, Span<ulong> elements)
    {
        const int Chunk = 128;                      // of each half, on the stack
        int count = elements.Length;
        Span<uint> low = stackalloc uint[Chunk], high = stackalloc uint[Chunk];
        for (int start = 0; start < count;)
        {
            int length = Math.Min(low.Length, count - start);
            JoinFour(planes, count, start, low[..length]);
            JoinFour(planes[(4 * count)..], count, start, high[..length]);
            Span<ulong> into = elements.Slice(start, length);
            int i = 0;
            if (Vector256.IsHardwareAccelerated)
                for (; i <= length - Vector256<uint>.Count; i += Vector256<uint>.Count)
                {
                    (Vector256<ulong> low0, Vector256<ulong> low1) = Vector256.Widen(Vector256.Create<uint>(low[i..]));
                    (Vector256<ulong> high0, Vector256<ulong> high1) = Vector256.Widen(Vector256.Create<uint>(high[i..]));
                    (low0 | high0 << 32).CopyTo(into[i..]);
                    (low1 | high1 << 32).CopyTo(into[(i + Vector256<ulong>.Count)..]);
                }
            for (; i < length; i++) into[i] = low[i] | (ulong)high[i] << 32;
            start += length;
        }
    }

    // Some elements of four planes, which stand count bytes apart.
    private static void JoinFour(ReadOnlySpan<byte> planes, int count, int start, Span<uint> elements)
    {
        int length = elements.Length;
        ReadOnlySpan<byte> a = planes.Slice(start, length), b = planes.Slice(count + start, length);
        ReadOnlySpan<byte> c = planes.Slice(2 * count + start, length), d = planes.Slice(3 * count + start, length);
        int i = 0;
        if (Vector256.IsHardwareAccelerated)
            for (; i <= length - Vector256<byte>.Count; i += Vector256<byte>.Count)
            {
                (Vector256<ushort> low0, Vector256<ushort> low1) = Zip(a, b, i);
                (Vector256<ushort> high0, Vector256<ushort> high1) = Zip(c, d, i);
                Span<uint> into = elements.Slice(i, Vector256<byte>.Count);
                Store(low0, high0, into);
                Store(low1, high1, into[Vector256<ushort>.Count..]);
            }
        for (; i < length; i++) elements[i] = (uint)(a[i] | b[i] << 8 | c[i] << 16 | d[i] << 24);
    }

    private static (Vector256<ushort> First, Vector256<ushort> Second) Zip(ReadOnlySpan<byte> low, ReadOnlySpan<byte> high, int at)
    {
        (Vector256<ushort> low0, Vector256<ushort> low1) = Vector256.Widen(Vector256.Create(low[at..]));
        (Vector256<ushort> high0, Vector256<ushort> high1) = Vector256.Widen(Vector256.Create(high[at..]));
        return (low0 | high0 << 8, low1 | high1 << 8);
    }

    private static void Store(Vector256<ushort> low, Vector256<ushort> high, Span<uint> into)
    {
        (Vector256<uint> low0, Vector256<uint> low1) = Vector256.Widen(low);
        (Vector256<uint> high0, Vector256<uint> high1) = Vector256.Widen(high);
        (low0 | high0 << 16).CopyTo(into);
        (low1 | high1 << 16).CopyTo(into[Vector256<uint>.Count..]);
    }

    /// <summary>Joins elements of any of the three widths.</summary>
    public static void Join<T>(ReadOnlySpan<byte> planes, Span<T> elements) where T : unmanaged
    {
        switch (System.Runtime.CompilerServices.Unsafe.SizeOf<T>())
        {
            case 2: Join(planes, MemoryMarshal.Cast<T, ushort>(elements)); break;
            case 4: Join(planes, MemoryMarshal.Cast<T, uint>(elements)); break;
            case 8: Join(planes, MemoryMarshal.Cast<T, ulong>(elements)); break;
            default: throw new ArgumentOutOfRangeException(nameof(elements), typeof(T), "Elements of 2, 4 or 8 bytes are split.");
        }
    }
}
