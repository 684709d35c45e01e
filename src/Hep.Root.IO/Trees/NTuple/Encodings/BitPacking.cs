using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Hep.Root.IO.Trees.NTuple;

/// <summary>
/// Elements of any number of bits: the page is one little-endian integer, of which element i has the bits from i times their number on.
/// </summary>
internal static class BitPacking
{
    // The bits of a byte as eight bytes of 0 or 1, the lowest bit first.
    private static readonly ulong[] EightBits = [.. Enumerable.Range(0, 256).Select(Spread)];

    /// <summary>Elements of one bit.</summary>
    /// <param name="page">The page, a bit an element.</param>
    /// <param name="values">Takes 0 or 1 for each.</param>
    public static void Unpack(ReadOnlySpan<byte> page, Span<bool> values)
    {
        Span<byte> into = MemoryMarshal.AsBytes(values);
        int whole = into.Length / 8;
        Span<ulong> eights = MemoryMarshal.Cast<byte, ulong>(into);
        for (int i = 0; i < whole; i++) eights[i] = EightBits[page[i]];
        for (int i = 8 * whole; i < into.Length; i++) into[i] = (byte)(page[i / 8] >> (i % 8) & 1);
    }

    /// <summary>Elements of up to 32 bits.</summary>
    /// <param name="page">The page.</param>
    /// <param name="bits">Bits of an element.</param>
    /// <param name="values">Takes them.</param>
    public static void Unpack(ReadOnlySpan<byte> page, int bits, Span<uint> values)
    {
        uint mask = uint.MaxValue >> (32 - bits);
        long at = 0;
        int i = 0;
        // Eight bytes hold an element of 32 bits wherever in the first byte it begins.
        for (long last = 8L * (page.Length - 8); i < values.Length && at <= last; i++, at += bits)
            values[i] = (uint)(BinaryPrimitives.ReadUInt64LittleEndian(page[(int)(at / 8)..]) >> (int)(at % 8)) & mask;
        Span<byte> end = stackalloc byte[16];
        for (; i < values.Length; i++, at += bits)
        {
            ReadOnlySpan<byte> rest = page[(int)(at / 8)..];
            end.Clear();
            rest[..Math.Min(rest.Length, 8)].CopyTo(end);
            values[i] = (uint)(BinaryPrimitives.ReadUInt64LittleEndian(end) >> (int)(at % 8)) & mask;
        }
    }

    private static ulong Spread(int bits)
    {
        ulong spread = 0;
        for (int bit = 0; bit < 8; bit++) spread |= (ulong)(bits >> bit & 1) << (8 * bit);
        return spread;
    }
}
