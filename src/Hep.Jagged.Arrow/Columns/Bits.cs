namespace Hep.Jagged.Arrow;

/// <summary>Truth values, which take a byte in a column and a bit in Arrow: the first in the lowest bit.</summary>
internal static class Bits
{
    /// <summary>The values as bits; those that fill up the last byte are 0.</summary>
    public static SharedMemory<byte> Pack(ReadOnlySpan<bool> values)
    {
        SharedMemory<byte> packed = SharedMemory<byte>.Rent((int)(((long)values.Length + 7) / 8));
        Span<byte> to = packed.Span;
        for (int at = 0; at < to.Length; at++)
        {
            ReadOnlySpan<bool> eight = values.Slice(at * 8, Math.Min(8, values.Length - at * 8));
            int bits = 0;
            for (int i = 0; i < eight.Length; i++) bits |= (eight[i] ? 1 : 0) << i;
            to[at] = (byte)bits;
        }
        return packed;
    }

    /// <summary>So many bits as values, from any bit on.</summary>
    public static SharedMemory<bool> Unpack(ReadOnlySpan<byte> bits, int start, int count)
    {
        SharedMemory<bool> values = SharedMemory<bool>.Rent(count);
        Span<bool> to = values.Span;
        for (int i = 0; i < to.Length; i++) to[i] = (bits[(start + i) >> 3] >> ((start + i) & 7) & 1) != 0;
        return values;
    }
}
