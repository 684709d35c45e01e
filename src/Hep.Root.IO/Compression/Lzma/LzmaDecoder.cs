using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static Hep.Root.IO.Compression.Lzma.LzmaModel;

namespace Hep.Root.IO.Compression.Lzma;

/// <summary>
/// Decodes the symbols of LZMA straight into their destination, which is the dictionary too. What it has learned outlives a chunk.
/// </summary>
internal sealed class LzmaDecoder
{
    // A symbol is 48 bits at most: 2 choices of kind, 10 bits of length, 6 of slot, 26 of even odds, 4 of alignment. Each takes a byte at
    // most: where so many zeros follow the chunk, one look between symbols is enough.
    private const int MaxSymbolBits = 48;

    private readonly byte[] _chunk = new byte[MaxChunkBytes + MaxSymbolBits];
    private readonly ushort[] _probabilities = new ushort[Count];
    private int _count, _literalContextBits;
    private uint _literalPositionMask, _positionMask;
    private int _state;
    private uint _rep0, _rep1, _rep2, _rep3;

    /// <summary>Takes the parameters of a chunk's properties byte, (pb × 5 + lp) × 9 + lc.</summary>
    public void SetProperties(byte properties)
    {
        if (properties >= 9 * 5 * 5) throw new InvalidDataException($"LZMA properties {properties} do not exist.");
        int context = properties % 9, position = properties / 9 % 5;
        if (context + position > MaxLiteralBits)
            throw new InvalidDataException($"LZMA2 allows {MaxLiteralBits} literal bits, {context + position} are asked for.");
        _literalContextBits = context;
        _literalPositionMask = (1u << position) - 1;
        _count = Literals + (LiteralCount << (context + position));
        _positionMask = (1u << properties / 45) - 1;
    }

    /// <summary>Forgets what was learned.</summary>
    public void Reset()
    {
        _probabilities.AsSpan(0, _count).Fill(RangeDecoder.Even);
        _state = 0;
        _rep0 = _rep1 = _rep2 = _rep3 = 0;
    }

    /// <summary>Decodes one chunk into <paramref name="dictionary"/> from <paramref name="position"/> to its end.</summary>
    /// <param name="chunk">All bytes of the chunk; each must be used.</param>
    /// <param name="dictionary">Begins where the dictionary was reset last: no distance reaches further back.</param>
    /// <param name="position">Bytes of the dictionary that are there already.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Decode(ReadOnlySpan<byte> chunk, Span<byte> dictionary, int position)
    {
        chunk.CopyTo(_chunk);
        _chunk.AsSpan(chunk.Length, MaxSymbolBits).Clear();
        RangeDecoder decoder = new(_chunk.AsSpan(0, chunk.Length));
        ref byte end = ref _chunk[chunk.Length];
        // Every index below is a state, a position state, a tree node or a literal context, all bounded by LzmaModel's layout.
        ref ushort p = ref MemoryMarshal.GetArrayDataReference(_probabilities);
        ref byte output = ref MemoryMarshal.GetReference(dictionary);
        int state = _state;
        uint rep0 = _rep0, rep1 = _rep1, rep2 = _rep2, rep3 = _rep3;
        uint at = (uint)position, size = (uint)dictionary.Length;
        while (at < size)
        {
            if (decoder.IsBeyond(ref end)) RangeDecoder.ThrowTruncated();
            uint positionState = at & _positionMask, stateAndPosition = (uint)state * MaxPositionStates + positionState;
            if (!decoder.Bit(ref Unsafe.Add(ref p, IsMatch + stateAndPosition)))
            {
                uint previous = at > 0 ? Unsafe.Add(ref output, at - 1) : 0u;
                ref ushort literal = ref Unsafe.Add(ref p, LiteralContext(at, previous));
                uint node = 1;
                if (state >= FirstMatchState)
                {
                    // After a match the byte that would have followed it predicts this one, until they differ.
                    if (rep0 >= at) ThrowDistance(rep0, at);
                    node = decoder.MatchedLiteral(ref literal, Unsafe.Add(ref output, at - 1 - rep0));
                }
                else
                {
                    node = decoder.Tree(ref literal, 8);
                }
                Unsafe.Add(ref output, at++) = (byte)node;
                state = AfterLiteral(state);
                continue;
            }

            bool isNewDistance = !decoder.Bit(ref Unsafe.Add(ref p, IsRep + state));
            int lengths = MatchLength;
            if (isNewDistance)
            {
                (rep3, rep2, rep1) = (rep2, rep1, rep0);
                state = AfterMatch(state);
            }
            else
            {
                lengths = RepLength;
                if (!decoder.Bit(ref Unsafe.Add(ref p, IsRep0 + state)))
                {
                    if (!decoder.Bit(ref Unsafe.Add(ref p, IsRep0Long + stateAndPosition)))
                    {
                        if (rep0 >= at) ThrowDistance(rep0, at);
                        Unsafe.Add(ref output, at) = Unsafe.Add(ref output, at - 1 - rep0);
                        at++;
                        state = AfterShortRep(state);
                        continue;
                    }
                }
                else if (!decoder.Bit(ref Unsafe.Add(ref p, IsRep1 + state))) (rep0, rep1) = (rep1, rep0);
                else if (!decoder.Bit(ref Unsafe.Add(ref p, IsRep2 + state))) (rep0, rep1, rep2) = (rep2, rep0, rep1);
                else (rep0, rep1, rep2, rep3) = (rep3, rep0, rep1, rep2);
                state = AfterRep(state);
            }

            ref ushort coder = ref Unsafe.Add(ref p, lengths);
            uint tree = Low + positionState * LowLengths, length = MinMatch;
            int bits = 3;
            if (decoder.Bit(ref Unsafe.Add(ref coder, Choice)))
            {
                if (!decoder.Bit(ref Unsafe.Add(ref coder, Choice2)))
                    (tree, length) = (Middle + positionState * LowLengths, MinMatch + LowLengths);
                else (tree, bits, length) = (High, 8, MinMatch + LowLengths + LowLengths);
            }
            length += decoder.Tree(ref Unsafe.Add(ref coder, tree), bits);

            if (isNewDistance)
            {
                uint lengthState = Math.Min(length - MinMatch, LengthStates - 1);
                uint slot = decoder.Tree(ref Unsafe.Add(ref p, Slots + (lengthState << SlotBits)), SlotBits);
                rep0 = slot;
                if (slot >= 4)
                {
                    int low = (int)(slot >> 1) - 1;
                    rep0 = (2u | slot & 1) << low;
                    if (slot < FirstDirectSlot)
                    {
                        rep0 += decoder.ReverseTree(ref Unsafe.Add(ref p, ModelledDistances + rep0 - slot), low);
                    }
                    else
                    {
                        rep0 += decoder.Direct(low - AlignBits) << AlignBits;
                        rep0 += decoder.ReverseTree(ref Unsafe.Add(ref p, Align), AlignBits);
                    }
                }
            }
            if (rep0 >= at) ThrowDistance(rep0, at);
            if (length > size - at) ThrowLength(length, size - at);
            Match.Copy(ref Unsafe.Add(ref output, at), rep0 + 1, length, size - at);
            at += length;
        }
        if (!decoder.IsFinishedAt(ref end)) throw new InvalidDataException("an LZMA chunk does not end where its header says.");
        (_state, _rep0, _rep1, _rep2, _rep3) = (state, rep0, rep1, rep2, rep3);
    }

    private uint LiteralContext(uint position, uint previous) =>
        Literals + LiteralCount * (((position & _literalPositionMask) << _literalContextBits) + (previous >> (8 - _literalContextBits)));

    [DoesNotReturn]
    private static void ThrowDistance(uint distance, uint available) =>
        throw new InvalidDataException($"a match reaches back {distance + 1L} bytes where {available} exist.");

    [DoesNotReturn]
    private static void ThrowLength(uint length, uint remaining) =>
        throw new InvalidDataException($"a match of {length} bytes where {remaining} are left.");
}
