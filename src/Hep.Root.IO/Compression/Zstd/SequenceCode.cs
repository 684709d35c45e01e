namespace Hep.Root.IO.Compression.Zstd;

/// <summary>
/// One of the three codes of sequences: lengths of literals, lengths of matches, offsets (RFC 8878, 3.1.1.3.2). A block says where its
/// table comes from.
/// </summary>
internal sealed unsafe class SequenceCode
{
    private const int Predefined = 0, Single = 1, Described = 2;   // 3 is the table of the block before

    /// <summary>Literals before a match.</summary>
    public static readonly SequenceCode LiteralLengths = new(
        "literal lengths", maxLog: 9, predefinedLog: 6,
        Values(first: 0, alone: 16, 1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16),
        [4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1, -1, -1, -1, -1]);

    /// <summary>Bytes of a match.</summary>
    public static readonly SequenceCode MatchLengths = new(
        "match lengths", maxLog: 9, predefinedLog: 6,
        Values(first: 3, alone: 32, 1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16),
        [1, 4, 3, 2, 2, 2, 2, 2, 2, .. Enumerable.Repeat((short)1, 37), -1, -1, -1, -1, -1, -1, -1]);

    /// <summary>
    /// How far back a match begins: 2^code and code bits. 3 is taken off here, for what is left where the value is no repeated offset.
    /// </summary>
    public static readonly SequenceCode Offsets = new(
        "offsets", maxLog: 8, predefinedLog: 5,
        [FseTable.Symbol(0, 0), FseTable.Symbol(1, 1), .. Enumerable.Range(2, 30).Select(code => FseTable.Symbol((1u << code) - 3, code))],
        [1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1]);

    private readonly string _name;
    private readonly int _maxLog, _predefinedLog;
    private readonly ulong[] _symbols;
    private readonly ulong[] _predefined;

    private SequenceCode(string name, int maxLog, int predefinedLog, ulong[] symbols, short[] predefined)
    {
        (_name, _maxLog, _predefinedLog, _symbols) = (name, maxLog, predefinedLog, symbols);
        _predefined = new ulong[1 << predefinedLog];
        fixed (ulong* table = _predefined) FseTable.Build(table, predefined, predefinedLog, symbols);
    }

    /// <summary>Puts the table of a block into place.</summary>
    /// <param name="mode">Two bits of the block.</param>
    /// <param name="source">Begins with what the block says of the table.</param>
    /// <param name="table">The table, as the block before left it.</param>
    /// <param name="log">Its size; negative where there was none.</param>
    /// <returns>The bytes that were read.</returns>
    /// <exception cref="InvalidDataException">They do not make a table.</exception>
    public int Read(int mode, ReadOnlySpan<byte> source, ulong* table, ref int log)
    {
        switch (mode & 3)
        {
            case Predefined:
                _predefined.CopyTo(new Span<ulong>(table, _predefined.Length));
                log = _predefinedLog;
                return 0;
            case Single:
                if (source.IsEmpty || source[0] >= _symbols.Length) throw new InvalidDataException($"no such symbol among {_name}.");
                *table = _symbols[source[0]];
                log = 0;
                return 1;
            case Described:
                Span<short> counts = stackalloc short[_symbols.Length];
                int bytes = FseTable.ReadCounts(source, counts, _maxLog, out log, out int symbols);
                FseTable.Build(table, counts[..symbols], log, _symbols);
                return bytes;
            default:
                if (log < 0) throw new InvalidDataException($"the table of {_name} is to be used again, and there was none.");
                return 0;
        }
    }

    // Some values have a symbol each; from there on, each symbol's values go on where those of the symbol before end: so many bits.
    private static ulong[] Values(uint first, int alone, params ReadOnlySpan<int> bits)
    {
        List<ulong> symbols = [];
        for (int i = 0; i < alone; i++) symbols.Add(FseTable.Symbol(first++, 0));
        foreach (int count in bits)
        {
            symbols.Add(FseTable.Symbol(first, count));
            first += 1u << count;
        }
        return [.. symbols];
    }
}
