using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Hep.Root.IO.Compression.Zstd;

/// <summary>
/// The Huffman code of literals (RFC 8878, 4.2). A cell is sixteen bits: the length of the code below, the byte above. Each code has all
/// cells that begin with it.
/// </summary>
internal unsafe struct HuffmanTable
{
    /// <summary>The longest code, and with it the largest table.</summary>
    public const int MaxBits = 11;

    private const int MaxWeightLog = 6, MaxSymbols = 256, DirectWeights = 128;
    // After a refill seven bits may be used and the last is the mark: 7 + 5 * 11 + 1 fit in 64.
    private const int SymbolsAtOnce = 5;

    private static readonly ulong[] WeightSymbols =
        [.. Enumerable.Range(0, MaxBits + 1).Select(weight => FseTable.Symbol((uint)weight, 0))];

    private readonly ushort* _cells;
    private int _bits;

    /// <param name="cells">Memory for 2^<see cref="MaxBits"/> cells.</param>
    public HuffmanTable(ushort* cells) => _cells = cells;

    /// <summary>Whether the table was read.</summary>
    public readonly bool IsKnown => _bits > 0;

    /// <summary>Forgets the code, as the start of a frame does.</summary>
    public void Clear() => _bits = 0;

    /// <summary>Reads the description of a code: the weight of each byte, from which the lengths of the codes follow.</summary>
    /// <param name="start">Begins with it.</param>
    /// <param name="end">The end of the section.</param>
    /// <returns>The byte behind it.</returns>
    /// <exception cref="InvalidDataException">It is not a code.</exception>
    [SkipLocalsInit]
    public byte* Read(byte* start, byte* end)
    {
        _bits = 0;
        if (start >= end) Throw("the literals' code is missing");
        byte* weights = stackalloc byte[MaxSymbols];
        int head = *start++, count = head < DirectWeights ? 0 : head - DirectWeights + 1;
        int bytes = head < DirectWeights ? head : (count + 1) / 2;
        if (bytes > end - start) Throw("the literals' code is cut off");
        if (head < DirectWeights) count = ReadWeights(start, start + bytes, weights);
        else
            for (int i = 0; i < count; i++) weights[i] = (byte)((i & 1) == 0 ? start[i / 2] >> 4 : start[i / 2] & 0xF);
        Fill(new Span<byte>(weights, MaxSymbols), count);
        return start + bytes;
    }

    /// <summary>Decodes one stream.</summary>
    /// <param name="start">The stream.</param>
    /// <param name="end">Its end.</param>
    /// <param name="to">Takes the bytes.</param>
    /// <param name="toEnd">Where they end.</param>
    public readonly void DecodeOne(byte* start, byte* end, byte* to, byte* toEnd) => DecodeRest(new BackwardBits(start, end), to, toEnd);

    /// <summary>Decodes four streams beside each other: none waits for another, so the processor works on all of them at once.</summary>
    /// <param name="start">Three sizes of two bytes, and the streams.</param>
    /// <param name="end">Their end.</param>
    /// <param name="to">Takes the bytes.</param>
    /// <param name="count">How many these are.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void DecodeFour(byte* start, byte* end, byte* to, int count)
    {
        const int sizes = 6, fewest = 6;
        if (end - start < sizes || count < fewest) Throw("four streams of literals without their sizes, or with nothing in them");
        byte* start1 = start + sizes, start2 = start1 + Size(start), start3 = start2 + Size(start + 2), start4 = start3 + Size(start + 4);
        int part = (count + 3) / 4;
        byte* to2 = to + part, to3 = to2 + part, to4 = to3 + part, toEnd = to + count, to2Start = to2, to3Start = to3, to4Start = to4;
        if (start4 > end || to4 > toEnd) Throw("four streams of literals that do not fit");
        MarkedBits one = new(start1, start2), two = new(start2, start3), three = new(start3, start4), four = new(start4, end);
        ushort* cells = _cells;
        int shift = 64 - _bits;
        while (true)
        {
            // Rounds in which neither a stream nor the shortest output can come to its end: a round takes seven bytes at most.
            long bytes = BackwardBits.Before
                + Math.Min(Math.Min(one.At - start1, two.At - start2), Math.Min(three.At - start3, four.At - start4));
            long rounds = Math.Min(bytes / 7, (toEnd - to4) / SymbolsAtOnce);
            if (rounds <= 0) break;
            for (; rounds > 0; rounds--)
            {
                one.Decode(cells, shift, to);
                two.Decode(cells, shift, to2);
                three.Decode(cells, shift, to3);
                four.Decode(cells, shift, to4);
                to += SymbolsAtOnce;
                to2 += SymbolsAtOnce;
                to3 += SymbolsAtOnce;
                to4 += SymbolsAtOnce;
            }
        }
        DecodeRest(one.Rest(start1), to, to2Start);
        DecodeRest(two.Rest(start2), to2, to3Start);
        DecodeRest(three.Rest(start3), to3, to4Start);
        DecodeRest(four.Rest(start4), to4, toEnd);
    }

    private static int Size(byte* at) => at[0] | at[1] << 8;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void DecodeRest(BackwardBits bits, byte* to, byte* toEnd)
    {
        ushort* cells = _cells;
        int length = _bits;
        while (to < toEnd)
        {
            bits.Refill();
            for (byte* until = toEnd - to < SymbolsAtOnce ? toEnd : to + SymbolsAtOnce; to < until; to++)
            {
                ushort cell = cells[bits.Peek(length)];
                bits.Skip((byte)cell);
                *to = (byte)(cell >> 8);
            }
        }
        if (!bits.IsAtEnd) Throw("a stream of literals does not end with them");
    }

    // Weights come in a code of their own, from two states in turn, until one of them would need more bits than there are.
    [SkipLocalsInit]
    private static int ReadWeights(byte* start, byte* end, byte* weights)
    {
        Span<short> counts = stackalloc short[MaxBits + 1];
        start += FseTable.ReadCounts(new ReadOnlySpan<byte>(start, (int)(end - start)), counts, MaxWeightLog, out int log, out int symbols);
        ulong* table = stackalloc ulong[1 << MaxWeightLog];
        FseTable.Build(table, counts[..symbols], log, WeightSymbols);
        BackwardBits bits = new(start, end);
        ulong cell = table[bits.Read(log)], other = table[bits.Read(log)];
        if (bits.IsBeyond) Throw("the literals' code is cut off");
        for (int count = 0; count < MaxSymbols - 2;)
        {
            weights[count++] = (byte)FseTable.Value(cell);
            uint state = FseTable.NextState(cell) + bits.Read(FseTable.StateBits(cell));
            if (bits.IsBeyond)
            {
                weights[count++] = (byte)FseTable.Value(other);
                return count;
            }
            bits.Refill();
            (cell, other) = (other, table[state]);
        }
        Throw("the literals' code has too many weights");
        return 0;
    }

    // A byte of weight w has 2^(w − 1) cells; the last byte takes what is left of a power of two.
    [SkipLocalsInit]
    private void Fill(Span<byte> weights, int count)
    {
        Span<byte> known = weights[..count];
        if (known.ContainsAnyExceptInRange((byte)0, (byte)MaxBits)) Throw("the literals' code has a weight that is too large");
        Span<int> numbers = stackalloc int[MaxBits + 1];
        int cells = 0;
        for (int weight = 1; weight <= MaxBits; weight++) cells += (numbers[weight] = known.Count((byte)weight)) << (weight - 1);
        int bits = cells == 0 ? MaxBits + 1 : BitOperations.Log2((uint)cells) + 1;
        if (bits > MaxBits) Throw("the literals' code is empty or too long");
        int left = (1 << bits) - cells;
        if (!BitOperations.IsPow2(left)) Throw("the literals' code is not whole");
        int lastWeight = BitOperations.Log2((uint)left) + 1;
        weights[count++] = (byte)lastWeight;
        numbers[lastWeight]++;
        if (numbers[1] < 2) Throw("the literals' code is not whole");
        FillCells(weights[..count], numbers, bits);
        _bits = bits;
    }

    // First sorted by weight, then run by run: no branch depends on the weight of a byte.
    [SkipLocalsInit]
    private readonly void FillCells(ReadOnlySpan<byte> weights, ReadOnlySpan<int> numbers, int bits)
    {
        byte* sorted = stackalloc byte[MaxSymbols];
        int* places = stackalloc int[MaxBits + 1];
        int sum = 0;
        for (int weight = 1; weight <= MaxBits; weight++) sum = (places[weight] = sum) + numbers[weight];
        places[0] = sum;                       // bytes that do not occur come last
        for (int symbol = 0; symbol < weights.Length; symbol++) sorted[places[weights[symbol]]++] = (byte)symbol;
        ushort* to = _cells;
        for (int weight = 1; weight <= bits; weight++)
        {
            int length = bits + 1 - weight, size = 1 << (weight - 1);
            for (byte* end = sorted + numbers[weight]; sorted < end; sorted++, to += size)
            {
                ulong cell = (ulong)*sorted << 8 | (uint)length;
                if (size == 1) *to = (ushort)cell;
                else if (size == 2) *(uint*)to = (uint)cell * 0x0001_0001;
                else
                    for (int i = 0; i < size; i += 4) *(ulong*)(to + i) = cell * 0x0001_0001_0001_0001;
            }
        }
    }

    [DoesNotReturn]
    private static void Throw(string reason) => throw new InvalidDataException($"{reason}.");

    /// <summary>
    /// <see cref="BackwardBits"/> with one field less, for four of them at once: how many bits are used tells the mark below the others,
    /// which takes the place of a bit that is not read.
    /// </summary>
    private struct MarkedBits
    {
        private ulong _bits;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public MarkedBits(byte* start, byte* end)
        {
            if (start >= end || end[-1] == 0) Throw("a stream of literals does not mark its end");
            At = end - sizeof(ulong);
            _bits = (BackwardBits.Load(At) | 1) << BackwardBits.MarkBits(end[-1]);
        }

        /// <summary>Where the bits were loaded from.</summary>
        public byte* At { get; private set; }

        /// <summary>Decodes as many symbols as there are bits for, and loads the next.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Decode(ushort* cells, int shift, byte* to)
        {
            ulong bits = _bits;
            bits = Next(bits, cells, shift, to);
            bits = Next(bits, cells, shift, to + 1);
            bits = Next(bits, cells, shift, to + 2);
            bits = Next(bits, cells, shift, to + 3);
            bits = Next(bits, cells, shift, to + 4);
            uint used = (uint)BitOperations.TrailingZeroCount(bits);
            At -= used >> 3;
            _bits = (BackwardBits.Load(At) | 1) << (int)(used & 7);
        }

        public readonly BackwardBits Rest(byte* start) => new(start, At, BitOperations.TrailingZeroCount(_bits));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static ulong Next(ulong bits, ushort* cells, int shift, byte* to)
        {
            uint cell = cells[bits >> shift];
            bits <<= (int)cell;   // by its last six bits; first, so that the cell itself is not needed any more
            *to = (byte)(cell >> 8);
            return bits;
        }
    }
}
