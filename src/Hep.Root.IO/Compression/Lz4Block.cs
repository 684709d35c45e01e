using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Hep.Root.IO.Compression;

/// <summary>
/// A raw LZ4 block (lz4_Block_format.md): sequences of a token, literals and a match; literals alone end it. Its rules of the end are kept,
/// also where liblz4 lets one pass, and an offset of 0 is refused, for which liblz4 gives bytes that nobody wrote.
/// </summary>
internal static unsafe class Lz4Block
{
    private const int MinMatch = 4, Long = 15, OffsetBytes = 2;
    // the last match begins 12 bytes before the end at the latest, and the last 5 bytes are literals
    private const int LastMatch = 12, LastLiterals = 5;
    // A sequence is decoded in a hurry where so much remains: the stride that a copy may read beyond its bytes, and may write behind 14
    // literals. What ends a block is shorter, so that no rule of the end can be broken there.
    private const int HurryStored = Match.Stride, HurryPlain = Long - 1 + Match.Stride;

    /// <summary>Fills <paramref name="plain"/> exactly from all of <paramref name="block"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Decode(ReadOnlySpan<byte> block, Span<byte> plain)
    {
        fixed (byte* stored = &MemoryMarshal.GetReference(block), start = &MemoryMarshal.GetReference(plain))
        {
            byte* from = stored, end = stored + block.Length, to = start, full = start + plain.Length;
            // At the beginning already if there is less: then nothing is decoded in a hurry.
            byte* hurryFrom = stored + Math.Max(block.Length - HurryStored, 0), hurryTo = start + Math.Max(plain.Length - HurryPlain, 0);
            // Never beyond their ends: each step is compared with what remains before it is made.
            while (true)
            {
                from = Hurry(from, hurryFrom, start, ref to, hurryTo);
                if (from == end) Throw("it ends within a sequence");
                uint token = *from++;
                nuint literals = token >> 4, length = token & Long;
                if (literals == Long) literals += Length(ref from, end);
                if (literals > (nuint)(end - from) || literals > (nuint)(full - to)) Throw("literals go beyond its end");
                Unsafe.CopyBlockUnaligned(to, from, (uint)literals);
                from += literals;
                to += literals;
                if (full - to < LastMatch || end - from < OffsetBytes + 1 + LastLiterals)
                {
                    if (from != end || to != full) Throw("it does not end with literals that fill it");
                    return;
                }
                nuint offset = Offset(from);
                from += OffsetBytes;
                if (length == Long) length += Length(ref from, end);
                length += MinMatch;
                if (offset == 0 || offset > (nuint)(to - start)) Throw("a match reaches back further than there are bytes, or not at all");
                if (length > (nuint)(full - to) - LastLiterals) Throw("a match goes beyond its end");
                Match.Copy(ref *to, offset, length, (nuint)(full - to));
                to += length;
            }
        }
    }

    /// <summary>
    /// Decodes sequences as long as both ends are far and each is ordinary: its lengths below 15 + 255, its offset within what is decoded.
    /// Before any other it stops, and gives where that begins; what it refuses is for <see cref="Decode"/> to say.
    /// </summary>
    /// <remarks>A method of its own, so that the few values of the loop stay in registers.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static byte* Hurry(byte* from, byte* hurryFrom, byte* start, ref byte* filled, byte* hurryTo)
    {
        byte* to = filled;
        while (from < hurryFrom && to < hurryTo)
        {
            nuint token = *from, literals = token >> 4, length = token & Long;
            byte* next = from + 1, at = to;
            Vector128.Load(next).Store(at);
            if (literals == Long)
            {
                literals += *next++;
                if (literals == Long + byte.MaxValue || hurryFrom - next < (nint)literals || hurryTo - at < (nint)literals) break;
                Match.CopyStrides(ref *next, ref *at, literals);
            }
            at += literals;
            nuint offset = Offset(next + literals);
            next += literals + OffsetBytes;
            // One less than an offset of 0 is the greatest number.
            if (offset - 1 >= (nuint)(at - start)) break;
            byte* match = at - offset;
            if (length > Match.Width - MinMatch)
            {
                if (length == Long)
                {
                    length += *next++;
                    if (length == Long + byte.MaxValue || hurryTo - at < (nint)length) break;
                }
                length += MinMatch;
                if (offset >= Match.Width) Match.CopyStrides(ref *match, ref *at, length);
                else Match.Repeat(ref *at, offset, length);
            }
            else
            {
                length += MinMatch;
                if (offset < sizeof(ulong)) Match.Repeated(ref *at, offset).Store(at);
                else
                {
                    Match.CopyWord(match, at);
                    Match.CopyWord(match + sizeof(ulong), at + sizeof(ulong));
                }
            }
            from = next;
            to = at + length;
        }
        filled = to;
        return from;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nuint Offset(byte* at)
    {
        ushort offset = Unsafe.ReadUnaligned<ushort>(at);
        return BitConverter.IsLittleEndian ? offset : BinaryPrimitives.ReverseEndianness(offset);
    }

    /// <summary>What a length has above 15: bytes to add, up to one below 255.</summary>
    private static nuint Length(ref byte* from, byte* end)
    {
        nuint length = 0;
        while (from < end)
        {
            byte more = *from++;
            length += more;
            if (more != byte.MaxValue) return length;
        }
        Throw("it ends within a length");
        return 0;
    }

    [DoesNotReturn]
    private static void Throw(string reason) =>
        throw new InvalidDataException($"not an LZ4 block of the size that its header says: {reason}.");
}
