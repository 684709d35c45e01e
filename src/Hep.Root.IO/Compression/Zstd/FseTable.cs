using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Hep.Root.IO.Compression.Zstd;

/// <summary>
/// The decoding table of a finite state entropy code (RFC 8878, 4.1.1). A cell is 64 bits: from the lowest, eight bits with the number of
/// bits to the next state, eight and thirty-two that the symbol brings along, and between them sixteen with what those bits add to.
/// </summary>
internal static unsafe class FseTable
{
    private const int MinLog = 5;

    /// <summary>Bits to read for the next state.</summary>
    public static int StateBits(ulong cell) => (byte)cell;

    /// <summary>What they are added to.</summary>
    public static uint NextState(ulong cell) => (ushort)(cell >> 16);

    /// <summary>Bits to read for the symbol's value.</summary>
    public static int ValueBits(ulong cell) => (byte)(cell >> 8);

    /// <summary>Whether there are any, in one of several cells.</summary>
    public static bool HasValueBits(ulong cells) => (cells & 0xFF00) != 0;

    /// <summary>What they are added to.</summary>
    public static uint Value(ulong cell) => (uint)(cell >> 32);

    /// <summary>What a symbol brings along.</summary>
    public static ulong Symbol(uint value, int valueBits) => (ulong)value << 32 | (uint)valueBits << 8;

    /// <summary>Builds a table.</summary>
    /// <param name="table">Takes 2^<paramref name="log"/> cells.</param>
    /// <param name="counts">How many of the cells each symbol has, all together; −1 is one cell, and less than one in truth.</param>
    /// <param name="log">The size.</param>
    /// <param name="symbols">What each of at least as many symbols brings along.</param>
    [SkipLocalsInit]
    public static void Build(ulong* table, ReadOnlySpan<short> counts, int log, ReadOnlySpan<ulong> symbols)
    {
        int size = 1 << log, mask = size - 1, last = mask, step = (size >> 1) + (size >> 3) + 3, sum = 0;
        ushort* next = stackalloc ushort[counts.Length];
        byte* symbolAt = stackalloc byte[size], row = stackalloc byte[size + sizeof(ulong)];
        for (int symbol = 0; symbol < counts.Length; symbol++)
        {
            int count = counts[symbol];
            next[symbol] = (ushort)(count < 0 ? 1 : count);
            if (count < 0) symbolAt[last--] = (byte)symbol;
            // eight at a time, of which the next symbol takes back what is too many
            for (int i = 0; i < count; i += sizeof(ulong)) *(ulong*)(row + sum + i) = (ulong)symbol * 0x0101_0101_0101_0101;
            sum += Math.Max(0, count);
        }
        for (int i = 0, at = 0; i < sum; i++)
        {
            symbolAt[at] = row[i];
            do at = (at + step) & mask;
            while (at > last);
        }
        fixed (ulong* values = symbols)
            for (int state = 0; state < size; state++)
            {
                int symbol = symbolAt[state];
                uint place = next[symbol]++;
                int bits = log - BitOperations.Log2(place);
                table[state] = values[symbol] | ((place << bits) - (uint)size) << 16 | (uint)bits;
            }
    }

    /// <summary>Reads the counts of a code (RFC 8878, 4.1.1).</summary>
    /// <param name="source">Begins with them.</param>
    /// <param name="counts">Takes them; as many as there may be symbols.</param>
    /// <param name="maxLog">The largest table that is allowed.</param>
    /// <param name="log">The size of the table.</param>
    /// <param name="symbols">The number of counts.</param>
    /// <returns>The bytes that were read.</returns>
    /// <exception cref="InvalidDataException">They do not make a table.</exception>
    public static int ReadCounts(ReadOnlySpan<byte> source, Span<short> counts, int maxLog, out int log, out int symbols)
    {
        int at = 0;
        log = Bits(source, at, 4) + MinLog;
        at += 4;
        if (log > maxLog) throw new InvalidDataException($"a table of 2^{log} states, 2^{maxLog} are allowed.");
        int rest = 1 << log;
        symbols = 0;
        while (rest > 0)
        {
            if (symbols == counts.Length) throw new InvalidDataException($"counts of more than {counts.Length} symbols.");
            // Numbers up to rest + 1: the small ones take a bit less.
            int bits = BitOperations.Log2((uint)rest + 1) + 1, low = (1 << (bits - 1)) - 1, shorter = (1 << bits) - 2 - rest;
            int number = Bits(source, at, bits);
            if ((number & low) < shorter)
            {
                number &= low;
                at += bits - 1;
            }
            else
            {
                if (number > low) number -= shorter;
                at += bits;
            }
            int count = number - 1;
            rest -= Math.Abs(count);
            counts[symbols++] = (short)count;
            if (count != 0) continue;
            for (int more = 3; more == 3; at += 2)
            {
                more = Bits(source, at, 2);
                if (more > counts.Length - symbols) throw new InvalidDataException($"counts of more than {counts.Length} symbols.");
                counts.Slice(symbols, more).Clear();
                symbols += more;
            }
        }
        int bytes = (at + 7) >> 3;
        if (rest < 0 || bytes > source.Length) throw new InvalidDataException("the counts of a table do not add up to its size.");
        return bytes;
    }

    // Zeros behind the end, which is looked for once all is read.
    private static int Bits(ReadOnlySpan<byte> source, int at, int count)
    {
        int first = at >> 3;
        if (source.Length - first >= sizeof(uint))
            return (int)(BinaryPrimitives.ReadUInt32LittleEndian(source[first..]) >> (at & 7)) & ((1 << count) - 1);
        uint bytes = 0;
        for (int i = 0; i < 3 && first + i < source.Length; i++) bytes |= (uint)source[first + i] << 8 * i;
        return (int)(bytes >> (at & 7)) & ((1 << count) - 1);
    }
}
