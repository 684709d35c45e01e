namespace Hep.Jagged;

/// <summary>Which entry of which file each row of a batch is.</summary>
public sealed class EntryIdentities : IDisposable
{
    private readonly EntrySource[] _sources;
    private readonly SharedMemory<int> _sourceIndices;
    private readonly SharedMemory<long> _entries;

    private EntryIdentities(EntrySource[] sources, SharedMemory<int> sourceIndices, SharedMemory<long> entries)
    {
        _sources = sources;
        _sourceIndices = sourceIndices;
        _entries = entries;
    }

    /// <summary>Consecutive entries of one source.</summary>
    public static EntryIdentities Range(EntrySource source, long first, int count)
    {
        EntryIdentities identities = new([source], SharedMemory<int>.Rent(count), SharedMemory<long>.Rent(count));
        identities._sourceIndices.Span.Clear();
        for (int i = 0; i < count; i++) identities._entries.Span[i] = first + i;
        return identities;
    }

    /// <summary>The number of rows.</summary>
    public int Count => _entries.Length;

    /// <summary>The sources that <see cref="SourceIndices"/> points to.</summary>
    public IReadOnlyList<EntrySource> Sources => _sources;

    /// <summary>For each row, the index of its source in <see cref="Sources"/>.</summary>
    public ReadOnlySpan<int> SourceIndices => _sourceIndices.Span;

    /// <summary>For each row, its entry number in its tree, from 0.</summary>
    public ReadOnlySpan<long> Entries => _entries.Span;

    /// <summary>The source of a row.</summary>
    public EntrySource SourceOf(int row) => _sources[SourceIndices[row]];

    /// <summary>Another handle on the same rows.</summary>
    public EntryIdentities Share() => new(_sources, _sourceIndices.Share(), _entries.Share());

    /// <summary>Consecutive rows.</summary>
    public EntryIdentities Slice(int start, int count) => new(_sources, _sourceIndices.Share(start, count), _entries.Share(start, count));

    /// <summary>The rows at these places, in this order.</summary>
    public EntryIdentities Take(ReadOnlySpan<int> rows)
    {
        EntryIdentities taken = new(_sources, SharedMemory<int>.Rent(rows.Length), SharedMemory<long>.Rent(rows.Length));
        for (int i = 0; i < rows.Length; i++)
        {
            taken._sourceIndices.Span[i] = SourceIndices[rows[i]];
            taken._entries.Span[i] = Entries[rows[i]];
        }
        return taken;
    }

    /// <summary>The rows of several lists, one after the other.</summary>
    public static EntryIdentities Concat(params IReadOnlyList<EntryIdentities> parts)
    {
        EntrySource[] sources = [.. parts.SelectMany(p => p._sources).Distinct()];
        int total = 0;
        foreach (EntryIdentities part in parts) total = checked(total + part.Count);
        EntryIdentities joined = new(sources, SharedMemory<int>.Rent(total), SharedMemory<long>.Rent(total));
        int at = 0;
        foreach (EntryIdentities part in parts)
        {
            int[] index = [.. part._sources.Select(s => Array.IndexOf(sources, s))];
            foreach (int source in part.SourceIndices) joined._sourceIndices.Span[at++] = index[source];
            part.Entries.CopyTo(joined._entries.Span[(at - part.Count)..]);
        }
        return joined;
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        _sourceIndices.Dispose();
        _entries.Dispose();
    }
}
