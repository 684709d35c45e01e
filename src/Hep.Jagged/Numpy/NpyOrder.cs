using System.Collections.Immutable;

namespace Hep.Jagged;

/// <summary>Brings elements of foreign order into ours: byte order, and first index fastest.</summary>
internal static class NpyOrder
{
    public static void SwapBytes(Span<byte> bytes, NpyType type)
    {
        int width = type.Code == 'U' ? 4 : type.Code == 'S' ? 1 : type.Width;
        if (width == 1) return;
        for (int i = 0; i + width <= bytes.Length; i += width) bytes.Slice(i, width).Reverse();
    }

    /// <summary>The elements with the last index fastest, from those with the first index fastest.</summary>
    public static byte[] ToRowMajor(ReadOnlySpan<byte> bytes, int width, ImmutableArray<int> shape)
    {
        byte[] ordered = new byte[bytes.Length];
        int[] index = new int[shape.Length];
        for (int at = 0; at + width <= ordered.Length; at += width)
        {
            long from = 0;
            for (int d = shape.Length - 1; d >= 0; d--) from = from * shape[d] + index[d];
            bytes.Slice(checked((int)(from * width)), width).CopyTo(ordered.AsSpan(at));
            for (int d = shape.Length - 1; d >= 0 && ++index[d] == shape[d]; d--) index[d] = 0;
        }
        return ordered;
    }
}
