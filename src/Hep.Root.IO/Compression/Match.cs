using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Hep.Root.IO.Compression;

/// <summary>What LZ4, Zstandard and LZMA do all the time: bytes that stand further back, once more.</summary>
internal static class Match
{
    /// <summary>Bytes of a vector.</summary>
    public const int Width = 16;

    /// <summary>Bytes that are copied at once where there is room for them.</summary>
    public const int Stride = 2 * Width;

    // A row for each number of bytes below 16: from where a vector takes its bytes if so many repeat.
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
    ];

    /// <summary>Copies from <paramref name="distance"/> bytes before; the source may grow with the copy.</summary>
    /// <param name="to">The end of what is decoded.</param>
    /// <param name="distance">At least 1; so many bytes exist before <paramref name="to"/>.</param>
    /// <param name="length">Bytes to copy, for which there is room.</param>
    /// <param name="room">Bytes that may be written: those behind the copy are still to come.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Copy(ref byte to, nuint distance, nuint length, nuint room)
    {
        if (distance < Width || room < length + Stride) CopyClosely(ref to, distance, length, room);
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
            Vector128.LoadUnsafe(ref from, i + Width).StoreUnsafe(ref to, i + Width);
        }
        while ((i += Stride) < length);
    }

    /// <summary>
    /// Writes the <paramref name="distance"/> bytes before, from 1 to 15, again and again: whole vectors, of which the last may go beyond
    /// <paramref name="length"/>.
    /// </summary>
    /// <returns>Where the next vector would begin: as far as there all is written.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nuint Repeat(ref byte to, nuint distance, nuint length)
    {
        var bytes = Repeated(ref to, distance);
        nuint whole = Width - Width % (uint)distance, i = 0;
        for (; i < length; i += whole) bytes.StoreUnsafe(ref to, i);
        return i;
    }

    /// <summary>The <paramref name="distance"/> bytes before, from 1 to 15, again and again in a vector, which loads 16.</summary>
    /// <remarks>
    /// A load waits until the cache has all of its bytes, if not one store gave them; those behind the match were just written. So no more
    /// than 4 are loaded where 4 repeat, as they do in a fifth of all matches among numbers of 4 bytes.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Repeated(ref byte to, nuint distance)
    {
        ref byte match = ref Unsafe.Subtract(ref to, distance);
        if (distance == sizeof(uint)) return Vector128.Create(Unsafe.ReadUnaligned<uint>(ref match)).AsByte();
        ref byte places = ref MemoryMarshal.GetReference(Repetitions);
        return Vector128.ShuffleNative(Vector128.LoadUnsafe(ref match), Vector128.LoadUnsafe(ref places, distance * Width));
    }

    /// <summary>Bytes that are written for a match of <see cref="ShortLength"/> at most.</summary>
    public const int ShortLength = 34, ShortRoom = ShortLength + Width;

    /// <summary>Copies a short match.</summary>
    /// <param name="to">The end of what is decoded; <see cref="ShortRoom"/> bytes may be written.</param>
    /// <param name="distance">At least 1; so many bytes exist before.</param>
    /// <param name="length">Bytes to copy, <see cref="ShortLength"/> at most.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void CopyShort(byte* to, nuint distance, nuint length)
    {
        byte* from = to - distance;
        if (length <= Width)
        {
            if (distance < sizeof(ulong)) Repeated(ref *to, distance).Store(to);
            else
            {
                CopyWord(from, to);
                CopyWord(from + sizeof(ulong), to + sizeof(ulong));
            }
        }
        else if (distance >= Width)
        {
            Vector128.Load(from).Store(to);
            Vector128.Load(from + Width).Store(to + Width);
            Vector128.Load(from + 2 * Width).Store(to + 2 * Width);
        }
        else Repeat(ref *to, distance, length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void CopyWord(byte* from, byte* to) => Unsafe.WriteUnaligned(to, Unsafe.ReadUnaligned<ulong>(from));

    // Whole vectors as far as there is room for them, and single bytes at the end of it.
    private static void CopyClosely(ref byte to, nuint distance, nuint length, nuint room)
    {
        nuint i = 0;
        if (room >= Width)
        {
            nuint end = Math.Min(length, room - Width + 1);
            if (distance < Width) i = Repeat(ref to, distance, end);
            else for (; i < end; i += Width) Vector128.LoadUnsafe(ref Unsafe.Subtract(ref to, distance), i).StoreUnsafe(ref to, i);
        }
        for (; i < length; i++) Unsafe.Add(ref to, i) = Unsafe.Subtract(ref Unsafe.Add(ref to, i), distance);
    }
}
