using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Hep.Root.IO.Compression;

/// <summary>
/// A raw LZ4 block (lz4_Block_format.md): sequences of a token, literals and a match; literals alone end it. Its rules of the end are kept
/// as liblz4 keeps them, and an offset of 0 is refused, for which liblz4 gives bytes that nobody wrote.
/// </summary>
internal static class Lz4Block
{
    private const int MinMatch = 4, Long = 15, OffsetBytes = 2;
    // the last match begins 12 bytes before the end at the latest, and the last 5 bytes are literals
    private const int LastMatch = 12, LastLiterals = 5;
    // what has to remain for the short path: 16 bytes of literals and 18 of a match, used or not, and what ends a block
    private const int ShortStored = 16 + OffsetBytes + 1 + LastLiterals, ShortPlain = 16 + 18 + LastMatch;

    /// <summary>Fills <paramref name="plain"/> exactly from all of <paramref name="block"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Decode(ReadOnlySpan<byte> block, Span<byte> plain)
    {
        ref byte from = ref MemoryMarshal.GetReference(block), to = ref MemoryMarshal.GetReference(plain);
        // Never beyond their ends: each step is compared with what remains before it is made.
        nuint at = 0, stored = (uint)block.Length, filled = 0, size = (uint)plain.Length;
        nint shortAt = block.Length - ShortStored, shortFilled = plain.Length - ShortPlain;
        while (at < stored)
        {
            uint token = Unsafe.Add(ref from, at++);
            nuint literals = token >> 4, length = token & Long, offset;
            if (literals != Long && (nint)at <= shortAt && (nint)filled <= shortFilled)
            {
                Vector128.LoadUnsafe(ref from, at).StoreUnsafe(ref to, filled);
                at += literals;
                filled += literals;
                offset = Offset(ref from, at);
                at += OffsetBytes;
                if (length != Long && offset >= sizeof(uint) && offset <= filled)
                {
                    ref byte end = ref Unsafe.Add(ref to, filled), match = ref Unsafe.Subtract(ref end, offset);
                    if (offset >= sizeof(ulong))
                    {
                        CopyPart<ulong>(ref match, ref end, 0);
                        CopyPart<ulong>(ref match, ref end, 8);
                        CopyPart<ushort>(ref match, ref end, 16);
                        filled += length + MinMatch;
                        continue;
                    }
                    if (offset == sizeof(uint))
                    {
                        // One number again and again, which is a fifth of the matches among numbers of four bytes.
                        Vector128.Create(Unsafe.ReadUnaligned<uint>(ref match)).AsByte().StoreUnsafe(ref end);
                        CopyPart<ushort>(ref match, ref end, 16);
                        filled += length + MinMatch;
                        continue;
                    }
                }
            }
            else
            {
                if (literals == Long) literals += Length(ref from, ref at, stored);
                if (literals > stored - at || literals > size - filled) Throw("literals go beyond its end");
                if (stored - at >= literals + Match.Stride && size - filled >= literals + Match.Stride)
                    Match.CopyStrides(ref Unsafe.Add(ref from, at), ref Unsafe.Add(ref to, filled), literals);
                else Unsafe.CopyBlockUnaligned(ref Unsafe.Add(ref to, filled), ref Unsafe.Add(ref from, at), (uint)literals);
                at += literals;
                filled += literals;
                if (size - filled < LastMatch || stored - at < OffsetBytes + 1 + LastLiterals)
                {
                    if (at != stored || filled != size) Throw("it does not end with literals that fill it");
                    return;
                }
                offset = Offset(ref from, at);
                at += OffsetBytes;
            }

            if (length == Long) length += Length(ref from, ref at, stored);
            length += MinMatch;
            if (offset == 0 || offset > filled) Throw("a match reaches back further than there are bytes, or not at all");
            if (size - filled < LastLiterals || length > size - filled - LastLiterals) Throw("a match goes beyond its end");
            Match.Copy(ref Unsafe.Add(ref to, filled), offset, length, size - filled);
            filled += length;
        }
        Throw("it ends within a sequence");
    }

    private static nuint Offset(ref byte from, nuint at)
    {
        ushort offset = Unsafe.ReadUnaligned<ushort>(ref Unsafe.Add(ref from, at));
        return BitConverter.IsLittleEndian ? offset : BinaryPrimitives.ReverseEndianness(offset);
    }

    /// <summary>What a length has above 15: bytes to add, up to one below 255.</summary>
    private static nuint Length(ref byte from, ref nuint at, nuint stored)
    {
        nuint length = 0;
        while (at < stored)
        {
            byte more = Unsafe.Add(ref from, at++);
            length += more;
            if (more != byte.MaxValue) return length;
        }
        Throw("it ends within a length");
        return 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyPart<T>(ref byte from, ref byte to, nuint at) where T : unmanaged =>
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, at), Unsafe.ReadUnaligned<T>(ref Unsafe.Add(ref from, at)));

    [DoesNotReturn]
    private static void Throw(string reason) =>
        throw new InvalidDataException($"not an LZ4 block of the size that its header says: {reason}.");
}
