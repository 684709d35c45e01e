using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Hep.Root.IO.Compression;

/// <summary>What LZ4 and LZMA do all the time: bytes that stand further back, once more.</summary>
internal static class Match
{
    /// <summary>Bytes that are copied at once where there is room for them.</summary>
    public const int Stride = 32;

    /// <summary>Copies from <paramref name="distance"/> bytes before; the source may grow with the copy.</summary>
    /// <param name="to">The end of what is decoded.</param>
    /// <param name="distance">At least 1; so many bytes exist before <paramref name="to"/>.</param>
    /// <param name="length">Bytes to copy, for which there is room.</param>
    /// <param name="room">Bytes that may be written: those behind the copy are still to come.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Copy(ref byte to, nuint distance, nuint length, nuint room)
    {
        if (distance < Stride / 2 || room < length + Stride) CopyClosely(ref to, distance, length, room);
        else CopyStrides(ref Unsafe.Subtract(ref to, distance), ref to, length);
    }

    /// <summary>
    /// Copies whole strides, of which the last may go beyond <paramref name="length"/>; the destination is half a stride behind the source
    /// or further.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void CopyStrides(ref byte from, ref byte to, nuint length)
    {
        nuint i = 0;
        do
        {
            Vector128.LoadUnsafe(ref from, i).StoreUnsafe(ref to, i);
            Vector128.LoadUnsafe(ref from, i + Stride / 2).StoreUnsafe(ref to, i + Stride / 2);
        }
        while ((i += Stride) < length);
    }

    private static void CopyClosely(ref byte to, nuint distance, nuint length, nuint room)
    {
        // What repeats after a short distance does so after twice that: soon a whole word.
        for (; distance < sizeof(ulong) && distance < length; distance *= 2)
        {
            CopyBytes(ref to, distance, distance);
            to = ref Unsafe.Add(ref to, distance);
            length -= distance;
            room -= distance;
        }
        if (distance < sizeof(ulong) || room < length + sizeof(ulong))
        {
            CopyBytes(ref to, distance, length);
            return;
        }
        ref byte from = ref Unsafe.Subtract(ref to, distance);
        for (nuint i = 0; i < length; i += sizeof(ulong))
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, i), Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref from, i)));
    }

    private static void CopyBytes(ref byte to, nuint distance, nuint length)
    {
        ref byte from = ref Unsafe.Subtract(ref to, distance);
        for (nuint i = 0; i < length; i++) Unsafe.Add(ref to, i) = Unsafe.Add(ref from, i);
    }
}
