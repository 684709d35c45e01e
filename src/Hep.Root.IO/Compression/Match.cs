using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
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

    /// <summary>Sixteen bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Copy16(byte* from, byte* to) => Vector128.Load(from).Store(to);

    /// <summary>Bytes that are written for a match of <see cref="ShortLength"/> at most.</summary>
    public const int ShortRoom = 48, ShortLength = 34;

    /// <summary>Copies a short match.</summary>
    /// <param name="to">The end of what is decoded; <see cref="ShortRoom"/> bytes may be written.</param>
    /// <param name="distance">At least 1; so many bytes exist before.</param>
    /// <param name="length">Bytes to copy, <see cref="ShortLength"/> at most.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void CopyShort(byte* to, nuint distance, nuint length)
    {
        // the lesser of the two without a branch, which nobody could foretell
        nint beyond = (nint)distance - 16;
        nuint near = (nuint)(16 + (beyond & beyond >> 63));
        Vector128<byte> bytes = Vector128.ShuffleNative(
            Vector128.Load(to - distance), Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(Repetitions), near * 16));
        bytes.Store(to);
        if (length <= 16) return;
        if (distance >= 16)
        {
            Copy16(to + 16 - distance, to + 16);
            Copy16(to + 32 - distance, to + 32);
        }
        else
        {
            nuint step = Steps[(int)distance];
            bytes.Store(to + step);
            bytes.Store(to + 2 * step);
        }
    }

    private static ReadOnlySpan<byte> Steps => [0, 16, 16, 15, 16, 15, 12, 14, 16, 9, 10, 11, 12, 13, 14, 15];

    private static ReadOnlySpan<byte> Repetitions =>
    [
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1,
        0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0,
        0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3,
        0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0,
        0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5, 0, 1, 2, 3,
        0, 1, 2, 3, 4, 5, 6, 0, 1, 2, 3, 4, 5, 6, 0, 1,
        0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7,
        0, 1, 2, 3, 4, 5, 6, 7, 8, 0, 1, 2, 3, 4, 5, 6,
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 4, 5,
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 0, 1, 2, 3, 4,
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 0, 1, 2, 3,
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 0, 1, 2,
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 0, 1,
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 0,
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
    ];

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
