using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Hep.Root.IO.Compression.Zstd;

/// <summary>
/// Bits that were written forward and are read from the last to the first (RFC 8878, 4.1). A local of one method with everything inlined,
/// so that its fields live in registers; a copy is another reader.
/// </summary>
internal unsafe struct BackwardBits
{
    /// <summary>
    /// Bytes of the same memory that stand before a stream: they are loaded with its first ones and never used. Nine at least do: the magic
    /// number, two bytes of a frame's header and three of a block's.
    /// </summary>
    public const int Before = sizeof(ulong);

    /// <summary>Bits that can be read after <see cref="Refill"/> without another, at least.</summary>
    public const int AtOnce = 57;

    private readonly byte* _least;
    private byte* _at;
    private ulong _bits;
    private int _used;

    /// <summary>Begins with the last bytes of a stream.</summary>
    /// <exception cref="InvalidDataException">It is empty, or its end is not marked.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public BackwardBits(byte* start, byte* end)
    {
        if (start >= end || end[-1] == 0) Throw("a stream of bits does not mark its end");
        _least = start - Before;
        _at = end - sizeof(ulong);
        _used = MarkBits(end[-1]);
        _bits = Load(_at);
    }

    /// <summary>Goes on where another reader of the stream stopped, with a <see cref="Refill"/>.</summary>
    /// <param name="start">The stream.</param>
    /// <param name="at">Where eight bytes were loaded from.</param>
    /// <param name="used">Bits of them that were read.</param>
    public BackwardBits(byte* start, byte* at, int used)
    {
        _least = start - Before;
        _at = at;
        _used = used;
    }

    /// <summary>Whether all bits were read, and none besides.</summary>
    public readonly bool IsAtEnd => (_at - _least) * 8 == _used;

    /// <summary>Whether more bits were read than there are.</summary>
    public readonly bool IsBeyond => (_at - _least) * 8 < _used;

    /// <summary>The next bits, 0 to 31 of them, without reading them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly uint Peek(int count) => Lowest(_bits >> -(_used + count), count);   // a shift by 64 less that: six bits matter

    /// <summary>Goes on behind bits that were looked at.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Skip(int count) => _used += count;

    /// <summary>Reads 0 to 31 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Read(int count)
    {
        _used += count;
        return Lowest(_bits >> -_used, count);
    }

    /// <summary>Makes the next <see cref="AtOnce"/> bits ready.</summary>
    /// <exception cref="InvalidDataException">Many more were read than there are.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Refill()
    {
        _at -= _used >> 3;
        if (_at < _least) Throw("a stream of bits ends too early");
        _used &= 7;
        _bits = Load(_at);
    }

    /// <summary>Bits of the last byte that are not the stream's: the highest one set, and those above it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int MarkBits(byte last) => 8 - BitOperations.Log2(last);

    /// <summary>Eight bytes, of which the last one is read first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Load(byte* at) => BitConverter.IsLittleEndian ? *(ulong*)at : BinaryPrimitives.ReverseEndianness(*(ulong*)at);

    private static uint Lowest(ulong bits, int count) =>
        Bmi2.X64.IsSupported ? (uint)Bmi2.X64.ZeroHighBits(bits, (ulong)(uint)count) : (uint)bits & ((1u << count) - 1);

    [DoesNotReturn]
    private static void Throw(string reason) => throw new InvalidDataException($"{reason}.");
}
