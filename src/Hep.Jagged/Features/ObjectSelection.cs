namespace Hep.Jagged;

/// <summary>
/// The kept objects of one collection in the kept entries of a batch: their offsets, and where each lies in the stored columns.
/// </summary>
internal sealed class ObjectSelection : IDisposable
{
    private readonly SharedMemory<int> _stored;
    private readonly SharedMemory<int> _offsets;
    private readonly SharedMemory<int>? _indices;

    private ObjectSelection(SharedMemory<int> stored, SharedMemory<int> offsets, SharedMemory<int>? indices) =>
        (_stored, _offsets, _indices) = (stored, offsets, indices);

    /// <summary>n + 1 offsets of the kept objects of n kept entries.</summary>
    public ReadOnlySpan<int> Offsets => _offsets.Span;

    /// <summary>For each kept object its place among the stored ones; empty where <see cref="IsWhole"/>.</summary>
    public ReadOnlySpan<int> Indices => _indices is null ? [] : _indices.Span;

    /// <summary>Whether every stored object is kept, in stored order.</summary>
    public bool IsWhole => _indices is null;

    /// <summary>The offsets of all entries and stored objects, which every column of the collection must have.</summary>
    public ReadOnlySpan<int> StoredOffsets => _stored.Span;

    /// <summary>Selects objects.</summary>
    /// <param name="stored">The offsets of stored objects, which are taken over.</param>
    /// <param name="rows">The kept entries; null: all.</param>
    /// <param name="keep">For each stored object whether it stays; empty: all.</param>
    /// <param name="order">For each stored object the key by which it is ordered, ascending, NaN last; empty: stored order.</param>
    public static ObjectSelection Create(
        SharedMemory<int> stored, SharedMemory<int>? rows, ReadOnlySpan<bool> keep, SharedMemory<double>? order)
    {
        if (rows is null && keep.IsEmpty && order is null) return new ObjectSelection(stored, stored.Share(), null);
        int rowCount = rows?.Length ?? stored.Length - 1;
        SharedMemory<int> offsets = SharedMemory<int>.Rent(rowCount + 1);
        SharedMemory<int> indices = SharedMemory<int>.Rent(stored.Span[^1]);
        int kept = Fill(stored.Span, rows is null ? [] : rows.Span, keep, offsets.Span, indices.Span);
        SharedMemory<int> exact = indices.Share(0, kept);
        indices.Dispose();
        if (order is not null) ObjectOrder.Sort(exact.Span, offsets.Span, order);
        return new ObjectSelection(stored, offsets, exact);
    }

    public void Dispose()
    {
        _stored.Dispose();
        _offsets.Dispose();
        _indices?.Dispose();
    }

    private static int Fill(ReadOnlySpan<int> stored, ReadOnlySpan<int> rows, ReadOnlySpan<bool> keep, Span<int> offsets, Span<int> indices)
    {
        int next = 0;
        offsets[0] = 0;
        for (int row = 0; row < offsets.Length - 1; row++)
        {
            int entry = rows.IsEmpty ? row : rows[row];
            for (int i = stored[entry]; i < stored[entry + 1]; i++)
                if (keep.IsEmpty || keep[i]) indices[next++] = i;
            offsets[row + 1] = next;
        }
        return next;
    }
}
