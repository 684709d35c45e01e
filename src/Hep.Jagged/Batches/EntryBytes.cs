namespace Hep.Jagged;

/// <summary>
/// How many bytes consecutive entries of a batch take as a batch of their own, found from the offsets without cutting it. Offsets that
/// columns share count once; values are counted for each column, since joining batches copies them for each.
/// </summary>
internal sealed class EntryBytes
{
    private readonly Column[] _columns;
    private readonly bool[][] _isCounted;               // for each column and level: whether its offsets are no column's before
    private readonly long _ends;                        // each level has one offset more than lists

    public EntryBytes(EntryBatch batch)
    {
        _columns = [.. batch.Columns];
        _isCounted = new bool[_columns.Length][];
        HashSet<(object, int, int)> seen = [];
        for (int i = 0; i < _columns.Length; i++)
        {
            _isCounted[i] = new bool[_columns[i].Schema.OffsetLevels];
            for (int level = 0; level < _isCounted[i].Length; level++)
            {
                // Only the outermost level is still shared when entries are cut or joined.
                _isCounted[i][level] = level > 0 || seen.Add(_columns[i].OffsetsMemory(level).Place);
                if (_isCounted[i][level]) _ends += sizeof(int);
            }
        }
    }

    /// <summary>The bytes of a batch of no entries: the last offset of each level.</summary>
    public long Empty => _ends;

    /// <summary>The bytes that entries add to a batch.</summary>
    public long Of(int start, int count)
    {
        long bytes = 0;
        for (int i = 0; i < _columns.Length; i++)
            bytes += ColumnLayout.CountBytes(_columns[i], start, count, _isCounted[i]);
        return bytes;
    }

    /// <summary>The most entries, from one on, that add no more than a number of bytes.</summary>
    public int CountFitting(int start, int most, long bytes)
    {
        if (Of(start, most) <= bytes) return most;
        int fits = 0, tooMany = most;
        while (tooMany - fits > 1)
        {
            int middle = fits + (tooMany - fits) / 2;
            if (Of(start, middle) <= bytes) fits = middle;
            else tooMany = middle;
        }
        return fits;
    }
}
