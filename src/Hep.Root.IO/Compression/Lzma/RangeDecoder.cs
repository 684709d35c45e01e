using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Hep.Root.IO.Compression.Lzma;

/// <summary>
/// LZMA's arithmetic decoder: each bit narrows a range by its probability (of 2048) and moves that probability by 1/32.
/// A local of one method with everything inlined, so that its fields live in registers; a copy is another decoder.
/// It reads on without looking for the end of its bytes, which its caller asks for between symbols (<see cref="IsBeyond"/>).
/// </summary>
internal ref struct RangeDecoder
{
    /// <summary>The probability that a bit is 0, before anything is known of it.</summary>
    public const ushort Even = 1 << 10;

    private const int ModelBits = 11, MoveBits = 5;
    private const uint Top = 1u << 24;
    private const int InitialBytes = 5;

    private ref byte _next;
    private ulong _range;
    private ulong _code;

    /// <summary>
    /// Starts on the bytes of one chunk: one zero byte, then the first four of the code, which is less than the range then and ever after
    /// (the LZMA specification calls a chunk corrupt otherwise).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public RangeDecoder(ReadOnlySpan<byte> source)
    {
        if (source.Length < InitialBytes) ThrowTruncated();
        if (source[0] != 0) ThrowStart();
        _code = BinaryPrimitives.ReadUInt32BigEndian(source[1..]);
        _range = uint.MaxValue;
        if (_code >= _range) ThrowStart();
        _next = ref Unsafe.Add(ref MemoryMarshal.GetReference(source), InitialBytes);
    }

    /// <summary>Whether bytes behind <paramref name="end"/> were read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool IsBeyond(ref byte end) => Unsafe.IsAddressGreaterThan(ref _next, ref end);

    /// <summary>Whether every byte up to <paramref name="end"/> was used and the encoder's end reached: false means damage.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsFinishedAt(ref byte end)
    {
        if (Unsafe.IsAddressLessThan(ref _next, ref end)) Normalize();
        return Unsafe.AreSame(ref _next, ref end) && _code == 0;
    }

    /// <summary>One bit by its probability, for a decision that the processor can guess.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Bit(ref ushort probability)
    {
        Normalize();
        uint p = probability;
        ulong bound = (_range >> ModelBits) * p;
        if (_code < bound)
        {
            _range = bound;
            probability = (ushort)(p + (((1 << ModelBits) - p) >> MoveBits));
            return false;
        }
        _range -= bound;
        _code -= bound;
        probability = (ushort)(p - (p >> MoveBits));
        return true;
    }

    /// <summary>One bit that nobody can guess, without a branch: 0 where it is 1, and −1 where it is 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint Mask(ref ushort probability, uint p)
    {
        Normalize();
        ulong bound = (_range >> ModelBits) * p, rest = _range - bound, beyond = _code - bound;
        ulong mask = (ulong)((long)beyond >> 63), kept = bound & mask;
        _range = kept + (rest & ~mask);
        _code = beyond + kept;
        // p + (2048 − p >> 5) where the bit is 0, p − (p >> 5) where it is 1: the same numerator but for a constant
        probability = (ushort)(31 * p + 31 + ((uint)mask & 2017) >> MoveBits);
        return (uint)mask;
    }

    /// <summary>
    /// A number of <paramref name="bits"/> bits, highest first; the probabilities are those of a tree, 2^bits of them. Those of both
    /// children are loaded before a bit is known, for the last bit too: 2^bits further ones, of whatever follows the tree.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Tree(ref ushort tree, int bits)
    {
        uint node = 1, leaves = 1u << bits, p = Unsafe.Add(ref tree, 1);
        while (true)
        {
            uint zero = Unsafe.Add(ref tree, node << 1), one = Unsafe.Add(ref tree, (node << 1) + 1);
            uint mask = Mask(ref Unsafe.Add(ref tree, node), p);
            node = (node << 1) + 1 + mask;   // node < 2^bits: inside the tree
            if (node >= leaves) return node - leaves;
            p = one + (zero - one & mask);
        }
    }

    /// <summary>
    /// A literal after a match: the byte that would have followed the match predicts each bit, until one differs. Here too the
    /// probabilities of both possible next bits are loaded before a bit is known: up to
    /// <see cref="LzmaModel.LookAhead"/> behind the literal's.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint MatchedLiteral(ref ushort literal, uint matched)
    {
        uint node = 1, offset = 0x100;
        matched <<= 1;
        uint predicted = matched & offset, at = offset + predicted + node, p = Unsafe.Add(ref literal, at);
        while (true)
        {
            matched <<= 1;
            uint offset0 = offset & ~predicted, offset1 = offset & predicted;
            uint predicted0 = matched & offset0, predicted1 = matched & offset1;
            uint at0 = offset0 + predicted0 + (node << 1), at1 = offset1 + predicted1 + (node << 1) + 1;
            uint p0 = Unsafe.Add(ref literal, at0), p1 = Unsafe.Add(ref literal, at1);
            uint mask = Mask(ref Unsafe.Add(ref literal, at), p);
            node = (node << 1) + 1 + mask;
            if (node >= 0x100) return node;
            p = p1 + (p0 - p1 & mask);
            at = at1 + (at0 - at1 & mask);
            offset = offset1 + (offset0 - offset1 & mask);
            predicted = matched & offset;
        }
    }

    /// <summary>The same with the lowest bit first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint ReverseTree(ref ushort tree, int bits)
    {
        uint node = 1, value = 0;
        for (int i = 0; i < bits; i++)
        {
            ref ushort place = ref Unsafe.Add(ref tree, node);   // node < 2^bits: inside the tree
            uint bit = 1 + Mask(ref place, place);
            node = (node << 1) + bit;
            value += bit << i;
        }
        return value;
    }

    /// <summary>Bits of even odds, highest first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Direct(int bits)
    {
        uint value = 0;
        for (int i = 0; i < bits; i++)
        {
            Normalize();
            _range >>= 1;
            ulong isZero = (_code - _range) >> 63;   // 1 where the code lies in the lower half
            _code -= _range & (isZero - 1);
            value = value << 1 | (1 - (uint)isZero);
        }
        return value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Normalize()
    {
        if (_range >= Top) return;
        _code = _code << 8 | _next;
        _range <<= 8;
        _next = ref Unsafe.Add(ref _next, 1);
    }

    [DoesNotReturn]
    private static void ThrowStart() => throw new InvalidDataException("the range coder begins with what no encoder writes.");

    [DoesNotReturn]
    public static void ThrowTruncated() => throw new InvalidDataException("an LZMA chunk ends too early.");
}
