using System.Runtime.InteropServices;

namespace Hep.Root.IO.Writing.NTuple;

/// <summary>
/// Turns elements as they lie in memory, little-endian, into the bytes of a page: bits packed, numbers made small, bytes of one place of
/// all elements behind each other ("Column types and encodings" of the specification).
/// </summary>
internal static class PageEncoding
{
    /// <param name="type">What the elements are.</param>
    /// <param name="elements">Their bytes; changed on the way.</param>
    /// <param name="page">The bytes of the page.</param>
    /// <param name="isSplit">Whether the column has its split form.</param>
    public static void Encode(PageType type, Span<byte> elements, Span<byte> page, bool isSplit)
    {
        if (type.Bits == 1)
        {
            PackBits(elements, page);
            return;
        }
        if (!isSplit || type.Plain == type.Split)
        {
            elements.CopyTo(page);
            return;
        }
        if (type.Step == PageStep.Delta) TakeDifferences(MemoryMarshal.Cast<byte, ulong>(elements));
        if (type.Step == PageStep.ZigZag) ZigZag(elements, type.Width);
        SplitBytes(elements, page, type.Width);
    }

    // The first element is the lowest bit.
    private static void PackBits(ReadOnlySpan<byte> elements, Span<byte> page)
    {
        page.Clear();
        for (int i = 0; i < elements.Length; i++)
            if (elements[i] != 0) page[i >> 3] |= (byte)(1 << (i & 7));
    }

    private static void TakeDifferences(Span<ulong> values)
    {
        for (int i = values.Length - 1; i > 0; i--) values[i] -= values[i - 1];
    }

    private static void ZigZag(Span<byte> elements, int width)
    {
        switch (width)
        {
            case 2:
                foreach (ref short value in MemoryMarshal.Cast<byte, short>(elements)) value = (short)(value << 1 ^ value >> 15);
                break;
            case 4:
                foreach (ref int value in MemoryMarshal.Cast<byte, int>(elements)) value = value << 1 ^ value >> 31;
                break;
            default:
                foreach (ref long value in MemoryMarshal.Cast<byte, long>(elements)) value = value << 1 ^ value >> 63;
                break;
        }
    }

    private static void SplitBytes(ReadOnlySpan<byte> elements, Span<byte> page, int width)
    {
        int count = elements.Length / width;
        for (int place = 0; place < width; place++)
        {
            Span<byte> plane = page.Slice(place * count, count);
            for (int i = 0, at = place; i < plane.Length; i++, at += width) plane[i] = elements[at];
        }
    }
}
