using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Hep.Root.IO.Compression.Zstd;

/// <summary>
/// The sequences of a block (RFC 8878, 3.1.1.4): so many literals, then a match that begins so far back. What the offsets of the last
/// three were goes from block to block.
/// </summary>
internal unsafe struct Sequences
{
    /// <summary>Cells of the three tables at most.</summary>
    public const int Cells = Offsets + (1 << 8);

    /// <summary>Bytes behind the literals that are read and not used.</summary>
    public const int Behind = 2 * Match.Stride;

    // Where the tables stand among the cells.
    private const int Literals = 0, Matches = 1 << 9, Offsets = 2 << 9;
    // What a sequence takes whose lengths have no bits of their own: 15 literals at most, and what is written for a short match.
    private const int ShortSequence = 15 + Match.ShortRoom;

    private readonly ulong* _cells;
    private int _literalLog, _matchLog, _offsetLog;
    private nuint _first, _second, _third;

    // Of the block that is executed.
    private BackwardBits _bits;
    private nuint _literalState, _matchState, _offsetState;
    private int _count;
    private byte* _literals, _literalsEnd, _to;

    /// <param name="cells">Memory for <see cref="Cells"/>.</param>
    public Sequences(ulong* cells) => _cells = cells;

    /// <summary>What the start of a frame makes of tables and offsets.</summary>
    public void Begin()
    {
        _literalLog = _matchLog = _offsetLog = -1;
        (_first, _second, _third) = (1, 4, 8);
    }

    /// <summary>Reads where the tables come from, and those that stand here.</summary>
    /// <returns>The bytes that were read.</returns>
    /// <exception cref="InvalidDataException">They do not make tables.</exception>
    public int ReadTables(ReadOnlySpan<byte> source)
    {
        if (source.IsEmpty) Throw("its sequences are cut off");
        int modes = source[0], at = 1;
        if ((modes & 3) != 0) Throw("a reserved bit of its sequences is set");
        at += SequenceCode.LiteralLengths.Read(modes >> 6, source[at..], _cells + Literals, ref _literalLog);
        at += SequenceCode.Offsets.Read(modes >> 4, source[at..], _cells + Offsets, ref _offsetLog);
        at += SequenceCode.MatchLengths.Read(modes >> 2, source[at..], _cells + Matches, ref _matchLog);
        return at;
    }

    /// <summary>Executes sequences, and puts the literals behind them that are left.</summary>
    /// <param name="start">Their bits; <see cref="BackwardBits.Before"/> bytes of the same memory stand before.</param>
    /// <param name="end">The end of the bits.</param>
    /// <param name="count">How many sequences there are, at least one.</param>
    /// <param name="literals">The literals, with <see cref="Behind"/> bytes behind.</param>
    /// <param name="literalCount">How many literals there are.</param>
    /// <param name="plain">The frame's first byte.</param>
    /// <param name="to">The end of what is decoded.</param>
    /// <param name="toEnd">The end of what the block may give.</param>
    /// <returns>The new end of what is decoded.</returns>
    /// <exception cref="InvalidDataException">They are not sequences of this block.</exception>
    public byte* Execute(byte* start, byte* end, int count, byte* literals, int literalCount, byte* plain, byte* to, byte* toEnd)
    {
        _bits = new BackwardBits(start, end);
        _literalState = _bits.Read(_literalLog);
        _offsetState = _bits.Read(_offsetLog);
        _matchState = _bits.Read(_matchLog);
        _count = count;
        _literals = literals;
        _literalsEnd = literals + literalCount;
        _to = to;
        do
        {
            ExecuteShort(plain, toEnd);
            if (_count > 0) ExecuteAny(plain, toEnd);
        }
        while (_count > 0);
        if (!_bits.IsAtEnd) Throw("the bits of its sequences do not end with them");
        nuint rest = (nuint)(_literalsEnd - _literals);
        if (rest > (nuint)(toEnd - _to)) Throw("its literals give more than there is room for");
        Unsafe.CopyBlockUnaligned(_to, _literals, (uint)rest);
        return _to + rest;
    }

    // Sequences whose lengths have no bits of their own, far from the end: nine in ten. Nothing is called, so that all stays in registers.
    // One refill is enough: 7 bits that are used, 31 of an offset and 9 + 9 + 8 of the states are 64.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ExecuteShort(byte* plain, byte* toEnd)
    {
        BackwardBits bits = _bits;
        ulong* cells = _cells;
        byte* literals = _literals, literalsEnd = _literalsEnd, to = _to, toLast = toEnd - ShortSequence;
        nuint literalState = _literalState, matchState = _matchState, offsetState = _offsetState;
        nuint first = _first, second = _second, third = _third;
        int count = _count;
        while (true)
        {
            bits.Refill();
            ulong literalCell = cells[Literals + literalState], matchCell = cells[Matches + matchState];
            ulong offsetCell = cells[Offsets + offsetState];
            if (FseTable.HasValueBits(literalCell | matchCell) || to > toLast) break;
            nuint literalCount = FseTable.Value(literalCell), length = FseTable.Value(matchCell), offset = FseTable.Value(offsetCell);
            int offsetBits = FseTable.ValueBits(offsetCell);
            if (offsetBits > 1)
            {
                third = second;
                second = first;
                first = offset += bits.Read(offsetBits);
            }
            else
            {
                nuint repeated = Repeated(offset, literalCount, bits.Read(offsetBits));
                if (repeated != 0)
                {
                    offset = repeated == 1 ? second : repeated == 2 ? third : first - 1;
                    if (repeated > 1) third = second;
                    second = first;
                    first = offset;
                }
                else offset = first;
            }
            Vector128.Load(literals).Store(to);
            literals += literalCount;
            to += literalCount;
            if (literals > literalsEnd) Throw("its sequences take more literals than there are");
            if (offset - 1 >= (nuint)(to - plain)) Throw("a match begins before the frame");   // or nowhere
            Match.CopyShort(to, offset, length);
            to += length;
            if (--count == 0) break;
            literalState = FseTable.NextState(literalCell) + bits.Read(FseTable.StateBits(literalCell));
            matchState = FseTable.NextState(matchCell) + bits.Read(FseTable.StateBits(matchCell));
            offsetState = FseTable.NextState(offsetCell) + bits.Read(FseTable.StateBits(offsetCell));
        }
        (_bits, _literalState, _matchState, _offsetState) = (bits, literalState, matchState, offsetState);
        (_first, _second, _third) = (first, second, third);
        _count = count;
        _literals = literals;
        _to = to;
    }

    private void ExecuteAny(byte* plain, byte* toEnd)
    {
        _bits.Refill();
        ulong literalCell = _cells[Literals + _literalState], matchCell = _cells[Matches + _matchState];
        ulong offsetCell = _cells[Offsets + _offsetState];
        nuint literalCount = FseTable.Value(literalCell), length = FseTable.Value(matchCell), offset = FseTable.Value(offsetCell);
        int offsetBits = FseTable.ValueBits(offsetCell);
        uint more = _bits.Read(offsetBits);
        nuint repeated = offsetBits > 1 ? 3 : Repeated(offset, literalCount, more);
        if (repeated == 0) offset = _first;
        else
        {
            offset = offsetBits > 1 ? offset + more : repeated == 1 ? _second : repeated == 2 ? _third : _first - 1;
            if (repeated > 1) _third = _second;
            (_first, _second) = (offset, _first);
        }
        length += _bits.Read(FseTable.ValueBits(matchCell));
        _bits.Refill();
        literalCount += _bits.Read(FseTable.ValueBits(literalCell));
        if (literalCount > (nuint)(_literalsEnd - _literals)) Throw("its sequences take more literals than there are");
        if (literalCount + length > (nuint)(toEnd - _to)) Throw("its sequences give more than there is room for");
        Unsafe.CopyBlockUnaligned(_to, _literals, (uint)literalCount);
        _literals += literalCount;
        _to += literalCount;
        if (offset - 1 >= (nuint)(_to - plain)) Throw("a match begins before the frame");
        Match.Copy(ref *_to, offset, length, (nuint)(toEnd - _to));
        _to += length;
        if (--_count == 0) return;
        _literalState = FseTable.NextState(literalCell) + _bits.Read(FseTable.StateBits(literalCell));
        _matchState = FseTable.NextState(matchCell) + _bits.Read(FseTable.StateBits(matchCell));
        _offsetState = FseTable.NextState(offsetCell) + _bits.Read(FseTable.StateBits(offsetCell));
    }

    // Which of the last offsets is meant: 0 is the last one, 3 the last one less 1. Without literals the last offset would only make the
    // last match longer, so each number means the next.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nuint Repeated(nuint number, nuint literalCount, uint more) => number + (literalCount == 0 ? 1u : 0) + more;

    [DoesNotReturn]
    private static void Throw(string reason) => throw new InvalidDataException($"{reason}.");
}
