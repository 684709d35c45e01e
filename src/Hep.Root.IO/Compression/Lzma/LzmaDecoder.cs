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
    private readonly ushort[] _probabilities = new ushort[Count];
    private int _literalContextBits, _literalPositionMask, _positionMask;
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
        _literalPositionMask = (1 << position) - 1;
        _positionMask = (1 << properties / 45) - 1;
    }

    /// <summary>Forgets what was learned.</summary>
    public void Reset()
    {
        _probabilities.AsSpan().Fill(RangeDecoder.Even);
        _state = 0;
        _rep0 = _rep1 = _rep2 = _rep3 = 0;
    }

    /// <summary>Decodes one chunk into <paramref name="dictionary"/> from <paramref name="position"/> to its end.</summary>
    /// <param name="chunk">All bytes of the chunk; each must be used.</param>
    /// <param name="dictionary">Begins where the dictionary was reset last: no distance reaches further back.</param>
    /// <param name="position">Bytes of the dictionary that are there already.</param>
    public void Decode(ReadOnlySpan<byte> chunk, Span<byte> dictionary, int position)
    {
        RangeDecoder decoder = new(chunk);
        // Every index below is a state, a position state, a tree node or a literal context, all bounded by LzmaModel's layout.
        ref ushort p = ref MemoryMarshal.GetArrayDataReference(_probabilities);
        int state = _state;
        uint rep0 = _rep0, rep1 = _rep1, rep2 = _rep2, rep3 = _rep3;
        while (position < dictionary.Length)
        {
            int positionState = position & _positionMask, stateAndPosition = state * MaxPositionStates + positionState;
            if (decoder.Bit(ref Unsafe.Add(ref p, IsMatch + stateAndPosition)) == 0)
            {
                ref ushort literal = ref Unsafe.Add(ref p, LiteralContext(position, position > 0 ? dictionary[position - 1] : 0));
                int node = 1;
                if (state >= FirstMatchState)
                {
                    // After a match the byte that would have followed it predicts this one, until they differ.
                    if (rep0 >= (uint)position) ThrowDistance(rep0, position);
                    int matched = dictionary[position - 1 - (int)rep0], offset = 0x100;
                    do
                    {
                        matched <<= 1;
                        int predicted = matched & offset;
                        int bit = decoder.Bit(ref Unsafe.Add(ref literal, offset + predicted + node));
                        node = node << 1 | bit;
                        offset &= bit == 0 ? ~predicted : predicted;
                    }
                    while (node < 0x100);
                }
                else
                {
                    do node = node << 1 | decoder.Bit(ref Unsafe.Add(ref literal, node));
                    while (node < 0x100);
                }
                dictionary[position++] = (byte)node;
                state = AfterLiteral(state);
                continue;
            }

            bool isNewDistance = decoder.Bit(ref Unsafe.Add(ref p, IsRep + state)) == 0;
            int lengths = MatchLength;
            if (isNewDistance)
            {
                (rep3, rep2, rep1) = (rep2, rep1, rep0);
                state = AfterMatch(state);
            }
            else
            {
                lengths = RepLength;
                if (decoder.Bit(ref Unsafe.Add(ref p, IsRep0 + state)) == 0)
                {
                    if (decoder.Bit(ref Unsafe.Add(ref p, IsRep0Long + stateAndPosition)) == 0)
                    {
                        if (rep0 >= (uint)position) ThrowDistance(rep0, position);
                        dictionary[position] = dictionary[position - 1 - (int)rep0];
                        position++;
                        state = AfterShortRep(state);
                        continue;
                    }
                }
                else if (decoder.Bit(ref Unsafe.Add(ref p, IsRep1 + state)) == 0) (rep0, rep1) = (rep1, rep0);
                else if (decoder.Bit(ref Unsafe.Add(ref p, IsRep2 + state)) == 0) (rep0, rep1, rep2) = (rep2, rep0, rep1);
                else (rep0, rep1, rep2, rep3) = (rep3, rep0, rep1, rep2);
                state = AfterRep(state);
            }

            ref ushort coder = ref Unsafe.Add(ref p, lengths);
            int tree = Low + positionState * LowLengths, bits = 3, length = MinMatch;
            if (decoder.Bit(ref Unsafe.Add(ref coder, Choice)) != 0)
            {
                if (decoder.Bit(ref Unsafe.Add(ref coder, Choice2)) == 0)
                    (tree, length) = (Middle + positionState * LowLengths, MinMatch + LowLengths);
                else (tree, bits, length) = (High, 8, MinMatch + LowLengths + LowLengths);
            }
            length += decoder.Tree(ref Unsafe.Add(ref coder, tree), bits);

            if (isNewDistance)
            {
                int lengthState = Math.Min(length - MinMatch, LengthStates - 1);
                int slot = decoder.Tree(ref Unsafe.Add(ref p, Slots + (lengthState << SlotBits)), SlotBits);
                rep0 = (uint)slot;
                if (slot >= 4)
                {
                    int low = (slot >> 1) - 1;
                    rep0 = (2u | (uint)slot & 1) << low;
                    if (slot < FirstDirectSlot)
                    {
                        rep0 += decoder.ReverseTree(ref Unsafe.Add(ref p, ModelledDistances + (int)rep0 - slot), low);
                    }
                    else
                    {
                        rep0 += decoder.Direct(low - AlignBits) << AlignBits;
                        rep0 += decoder.ReverseTree(ref Unsafe.Add(ref p, Align), AlignBits);
                    }
                }
            }
            if (rep0 >= (uint)position) ThrowDistance(rep0, position);
            if (length > dictionary.Length - position) ThrowLength(length, dictionary.Length - position);
            Copy(dictionary, position, (int)rep0 + 1, length);
            position += length;
        }
        if (!decoder.IsFinished) throw new InvalidDataException("an LZMA chunk does not end where its header says.");
        (_state, _rep0, _rep1, _rep2, _rep3) = (state, rep0, rep1, rep2, rep3);
    }

    private int LiteralContext(int position, int previous) =>
        Literals + LiteralCount * (((position & _literalPositionMask) << _literalContextBits) + (previous >> (8 - _literalContextBits)));

    private static void Copy(Span<byte> dictionary, int position, int distance, int length)
    {
        Span<byte> from = dictionary.Slice(position - distance, length), to = dictionary.Slice(position, length);
        if (distance >= length) from.CopyTo(to);
        else if (distance == 1) to.Fill(from[0]);
        else for (int i = 0; i < to.Length; i++) to[i] = from[i];   // the source grows with the copy
    }

    [DoesNotReturn]
    private static void ThrowDistance(uint distance, int available) =>
        throw new InvalidDataException($"a match reaches back {distance + 1L} bytes where {available} exist.");

    [DoesNotReturn]
    private static void ThrowLength(int length, int remaining) =>
        throw new InvalidDataException($"a match of {length} bytes where {remaining} are left.");
}
