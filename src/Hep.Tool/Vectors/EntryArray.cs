using Hep.Jagged;

namespace Hep.Tool.Vectors;

/// <summary>The array <c>entries</c> [n, 2]: for each row the index of its source, and its place in that source's chain of files.</summary>
internal sealed class EntryArray(NpzWriter writer)
{
    private readonly NpzArray<long> _array = writer.Begin<long>("entries", 2);
    private long[] _rows = [];

    /// <summary>Adds rows.</summary>
    public void Append(EntryIdentities identities)
    {
        if (_rows.Length < identities.Count * 2) _rows = new long[identities.Count * 2];
        ReadOnlySpan<int> sources = identities.SourceIndices;
        ReadOnlySpan<long> entries = identities.Entries;
        for (int i = 0; i < identities.Count; i++)
        {
            EntrySource source = identities.Sources[sources[i]];
            _rows[2 * i] = source.DatasetSource;
            _rows[2 * i + 1] = source.ChainStart + entries[i];
        }
        _array.Append(_rows.AsSpan(0, identities.Count * 2));
    }
}
