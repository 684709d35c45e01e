using Hep.Jagged;

namespace Hep.Tool.Vectors;

/// <summary>The array <c>entries</c> [n, 2]: for each row the index of its source, and its place in that source's chain of files.</summary>
internal sealed class EntryArray(NpzWriter writer)
{
    private readonly NpzArray<long> _array = writer.Begin<long>("entries", EntryPlaces.Width);
    private long[] _rows = [];

    /// <summary>Adds rows.</summary>
    public void Append(EntryIdentities identities)
    {
        int count = identities.Count * EntryPlaces.Width;
        if (_rows.Length < count) _rows = new long[count];
        EntryPlaces.Copy(identities, _rows);
        _array.Append(_rows.AsSpan(0, count));
    }
}
