using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Hep.Root.IO.Compression.Lzma;

/// <summary>
/// LZMA's arithmetic decoder: each bit narrows a range by its probability (of 2048) and moves that probability by 1/32.
/// A local of one method with everything inlined, so that its fields live in registers; a copy is another decoder.
/// </summary>
internal ref struct RangeDecoder
{
    /// <summary>The probability that a bit is 0, before anything is known of it.</summary>
    public const ushort Even = 1 << 10;

    private const int ModelBits = 11, MoveBits = 5;
    private const uint Top = 1u << 24;
    private const int InitialBytes = 5;

    private readonly ref byte _source;
    private readonly int _length;
    private int _position;
    private uint _range;
    private uint _code;

    /// <summary>Starts on the bytes of one chunk: one zero byte, then the first four of the code.</summary>
    public RangeDecoder(ReadOnlySpan<byte> source)
    {
        if (source.Length < InitialBytes) ThrowTruncated();
        if (source[0] != 0) throw new InvalidDataException("the range coder must begin with a zero byte.");
        _source = ref MemoryMarshal.GetReference(source);
        _length = source.Length;
        _range = uint.MaxValue;
        _code = (uint)source[1] << 24 | (uint)source[2] << 16 | (uint)source[3] << 8 | source[4];
        _position = InitialBytes;
    }

    /// <summary>Whether every byte was used and the encoder's end reached: false means damage.</summary>
    public bool IsFinished
    {
        get
        {
            if (_range < Top && _position < _length) Normalize();
            return _position == _length && _code == 0;
        }
    }

    /// <summary>One bit by its probability.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Bit(ref ushort probability)
    {
        if (_range < Top) Normalize();
        uint p = probability, bound = (_range >> ModelBits) * p;
        if (_code < bound)
        {
            _range = bound;
            probability = (ushort)(p + (((1 << ModelBits) - p) >> MoveBits));
            return 0;
        }
        _range -= bound;
        _code -= bound;
        probability = (ushort)(p - (p >> MoveBits));
        return 1;
    }

    /// <summary>A number of <paramref name="bits"/> bits, highest first; the probabilities are those of a tree, 2^bits of them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Tree(ref ushort probabilities, int bits)
    {
        int node = 1;
        for (int i = 0; i < bits; i++) node = node << 1 | Bit(ref Unsafe.Add(ref probabilities, node));   // node < 2^bits: inside the tree
        return node - (1 << bits);
    }

    /// <summary>The same with the lowest bit first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint ReverseTree(ref ushort probabilities, int bits)
    {
        int node = 1;
        uint value = 0;
        for (int i = 0; i < bits; i++)
        {
            int bit = Bit(ref Unsafe.Add(ref probabilities, node));   // node < 2^bits: inside the tree
            node = node << 1 | bit;
            value |= (uint)bit << i;
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
            if (_range < Top) Normalize();
            _range >>= 1;
            uint isZero = (_code - _range) >> 31;   // 1 where the code lies in the lower half
            _code -= _range & (isZero - 1);
            value = value << 1 | (1 - isZero);
        }
        return value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Normalize()
    {
        if (_position >= _length) ThrowTruncated();
        _code = _code << 8 | Unsafe.Add(ref _source, _position++);   // the line above keeps the place inside
        _range <<= 8;
    }

    [DoesNotReturn]
    private static void ThrowTruncated() => throw new InvalidDataException("an LZMA chunk ends too early.");
}
