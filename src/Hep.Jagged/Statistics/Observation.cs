namespace Hep.Jagged;

/// <summary>
/// One batch, as a <see cref="FeatureObserver"/> looks at it: entries that fail the cut are not counted, but for their number.
/// </summary>
internal readonly ref struct Observation
{
    private readonly FeatureObserver.Part? _part;
    private readonly PreparedEntries _entries;
    private readonly ReadOnlySpan<bool> _selected;   // empty: all

    /// <summary>Counts the entries. Other threads that would count in the same place wait for this, and for each column.</summary>
    /// <param name="observer">Where it is counted; null: nowhere.</param>
    /// <param name="entries">The batch.</param>
    public Observation(FeatureObserver? observer, PreparedEntries entries)
    {
        _entries = entries;
        if (observer is null) return;
        FeatureObserver.Part part = _part = observer.Here;
        _selected = entries.Selected is { } selected ? selected.Span : [];
        lock (part)
        {
            part.Entries += entries.RowCount;
            part.Passed += entries.Selected is null ? entries.RowCount : _selected.Count(true);
            for (int i = 0; i < part.Objects.Length; i++) AddLengths(part, i, observer.SlotsOf(i));
        }
    }

    /// <summary>Adds the values of a column, before they are scaled.</summary>
    /// <param name="place">The place of the column.</param>
    /// <param name="column">What it is.</param>
    /// <param name="prepared">Its values, of failing entries too.</param>
    public void Add(int place, RecipeColumn column, PreparedColumn prepared)
    {
        if (_part is null || place >= _part.Columns.Length) return;
        lock (_part) Count(_part, place, column, prepared);
    }

    private void Count(FeatureObserver.Part part, int place, RecipeColumn column, PreparedColumn prepared)
    {
        ReadOnlySpan<double> values = prepared.Values.Span;
        ColumnTally tally = part.Columns[place];
        if (_selected.IsEmpty)
        {
            tally.Add(values);
            return;
        }
        ReadOnlySpan<int> offsets = column.Collection < 0 ? [] : _entries.SelectionOf(column.Collection).Offsets;
        ReadOnlySpan<int> inner = prepared.InnerOffsets is { } lists ? lists.Span : [];
        int stride = column.Shape.Stride;
        for (int row = 0; row < _selected.Length; row++)
        {
            if (!_selected[row]) continue;
            (int start, int end) = column.Collection < 0 ? (row, row + 1) : (offsets[row], offsets[row + 1]);
            if (!inner.IsEmpty) (start, end) = (inner[start], inner[end]);
            tally.Add(values[(start * stride)..(end * stride)]);
        }
    }

    private void AddLengths(FeatureObserver.Part part, int collection, int slots)
    {
        ReadOnlySpan<int> offsets = _entries.SelectionOf(collection).Offsets;
        for (int row = 0; row + 1 < offsets.Length; row++)
        {
            if (!_selected.IsEmpty && !_selected[row]) continue;
            int length = offsets[row + 1] - offsets[row];
            part.Objects[collection] += length;
            if (length > slots) part.Truncated[collection]++;
        }
    }
}
