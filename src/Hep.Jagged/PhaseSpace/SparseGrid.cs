using System.Collections.Immutable;

namespace Hep.Jagged;

/// <summary>
/// An array of a grid in coordinates: the values that are not 0, and where each stands, ordered by entry, channel, y and x, each place
/// once, as coalesced sparse tensors are. Who receives it disposes it; spans are valid until then.
/// </summary>
public sealed class SparseGrid : IDisposable
{
    private readonly SharedMemory<int> _entries, _channels, _ys, _xs;
    private readonly SharedMemory<float> _values;

    internal SparseGrid(GridLayout layout, int entryCount, SparseCells cells, ImmutableArray<GridOccupancy> occupancies)
    {
        (Layout, EntryCount, Occupancies) = (layout, entryCount, occupancies);
        _entries = Exactly(cells.Entries, cells.Count);
        _channels = Exactly(cells.Channels, cells.Count);
        _ys = Exactly(cells.Ys, cells.Count);
        _xs = Exactly(cells.Xs, cells.Count);
        _values = Exactly(cells.Values, cells.Count);
    }

    /// <summary>Name and shape of the array.</summary>
    public GridLayout Layout { get; }

    /// <summary>The number of entries, those without values among them.</summary>
    public int EntryCount { get; }

    /// <summary>How objects fared in each of the array's planes.</summary>
    public ImmutableArray<GridOccupancy> Occupancies { get; }

    /// <summary>For each value its entry, from 0.</summary>
    public ReadOnlySpan<int> Entries => _entries.Span;

    /// <summary>For each value its channel, from 0.</summary>
    public ReadOnlySpan<int> Channels => _channels.Span;

    /// <summary>For each value its cell along y, from 0.</summary>
    public ReadOnlySpan<int> Ys => _ys.Span;

    /// <summary>For each value its cell along x, from 0.</summary>
    public ReadOnlySpan<int> Xs => _xs.Span;

    /// <summary>The values.</summary>
    public ReadOnlySpan<float> Values => _values.Span;

    /// <summary>Gives the memory back; once is enough, twice is no harm.</summary>
    public void Dispose()
    {
        _entries.Dispose();
        _channels.Dispose();
        _ys.Dispose();
        _xs.Dispose();
        _values.Dispose();
    }

    private static SharedMemory<T> Exactly<T>(SharedMemory<T> room, int count) where T : unmanaged
    {
        using (room) return room.Share(0, count);
    }
}
