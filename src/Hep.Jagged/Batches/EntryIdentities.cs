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
        Span<long> entries = identities._entries.Span;
        for (int i = 0; i < count; i++) entries[i] = first + i;
        return identities;
    }

    /// <summary>Entries of one source, which the identities take over.</summary>
    internal static EntryIdentities Of(EntrySource source, SharedMemory<long> entries)
    {
        SharedMemory<int> indices = SharedMemory<int>.Rent(entries.Length);
        indices.Span.Clear();
        return new EntryIdentities([source], indices, entries);
    }

    /// <summary>The same entries of one source, called by another.</summary>
    internal EntryIdentities Under(EntrySource source) => new([source], _sourceIndices.Share(), _entries.Share());

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

    /// <summary>The rows at these places, in this order; sources that no row has any more are forgotten.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A place is not one of these rows.</exception>
    public EntryIdentities Take(ReadOnlySpan<int> rows)
    {
        SharedMemory<int> indices = Ranges.Gather(SourceIndices, rows, Count);
        SharedMemory<long> entries = Ranges.Gather(Entries, rows, Count);
        SourceList sources = new();
        sources.Adopt(_sources, indices.Span);
        return new EntryIdentities(sources.ToArray(), indices, entries);
    }

    /// <summary>The rows of several lists, one after the other; sources that no row has are forgotten.</summary>
    public static EntryIdentities Concat(params IReadOnlyList<EntryIdentities> parts)
    {
        int total = 0;
        foreach (EntryIdentities part in parts) total = checked(total + part.Count);
        SourceList sources = new();
        SharedMemory<int> indices = SharedMemory<int>.Rent(total);
        SharedMemory<long> entries = SharedMemory<long>.Rent(total);
        int at = 0;
        foreach (EntryIdentities part in parts)
        {
            part.Entries.CopyTo(entries.Span[at..]);
            part.SourceIndices.CopyTo(indices.Span[at..]);
            sources.Adopt(part._sources, indices.Span.Slice(at, part.Count));
            at += part.Count;
        }
        return new EntryIdentities(sources.ToArray(), indices, entries);
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        _sourceIndices.Dispose();
        _entries.Dispose();
    }
}
