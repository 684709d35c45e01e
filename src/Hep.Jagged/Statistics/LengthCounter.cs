namespace Hep.Jagged;

/// <summary>Counts lists by their length.</summary>
internal sealed class LengthCounter
{
    private const int Short = 1024;

    private readonly long[] _short = new long[Short];
    private readonly SortedDictionary<int, long> _long = [];

    /// <summary>Adds the lists that offsets tell of.</summary>
    public void Add(ReadOnlySpan<int> offsets)
    {
        for (int i = 0; i + 1 < offsets.Length; i++)
        {
            int length = offsets[i + 1] - offsets[i];
            if ((uint)length < Short) _short[length]++;
            else _long[length] = _long.GetValueOrDefault(length) + 1;
        }
    }

    public LengthHistogram Finish()
    {
        List<KeyValuePair<int, long>> counts = [];
        for (int length = 0; length < Short; length++)
            if (_short[length] > 0) counts.Add(new(length, _short[length]));
        return new LengthHistogram(counts.Concat(_long));
    }
}
