namespace Hep.Jagged;

/// <summary>
/// The occupied cells of one entry at a time: each takes the next free slot, so that the work goes with the objects of an entry and not
/// with the cells of its plane.
/// </summary>
internal sealed class PlaneRow : IDisposable
{
    private const int Empty = -1;

    private readonly PlanePoints _points;
    private readonly CollisionRule _rule;
    private readonly bool[] _adds;   // by channel: whether contributions are added up, not compared
    private readonly SharedMemory<int> _slotOf;
    private readonly SharedMemory<int> _cells;
    private readonly SharedMemory<int> _slots;
    private readonly SharedMemory<double> _values;
    private int _occupied;
    private long _placed, _collisions, _dropped;

    /// <param name="points">The entries, which are taken over.</param>
    public PlaneRow(PlanePoints points)
    {
        (_points, _rule) = (points, points.Plane.Collision);
        _adds = [.. points.Plane.Channels.Select(c => _rule == CollisionRule.Sum && c.Quantity != GridQuantity.Maximum)];
        _slotOf = SharedMemory<int>.Rent(checked((int)points.Plane.CellCount));
        _slotOf.Span.Fill(Empty);
        int longest = points.LongestEntry;
        _cells = SharedMemory<int>.Rent(longest);
        _slots = SharedMemory<int>.Rent(longest);
        _values = SharedMemory<double>.Rent(checked(longest * _adds.Length));
    }

    /// <summary>The channels of the plane.</summary>
    public int ChannelCount => _adds.Length;

    /// <summary>The most values that all entries can have.</summary>
    public long Capacity => (long)_points.Cells.Length * ChannelCount;

    /// <summary>What was met in all entries so far.</summary>
    public GridOccupancy Occupancy => new(_points.Plane.Name, _placed, _collisions, _dropped);

    /// <summary>Places the objects of an entry; false: two met in one cell where that is an error.</summary>
    public bool Place(int row)
    {
        ReadOnlySpan<int> cells = _points.Cells, offsets = _points.Offsets;
        ReadOnlySpan<double> contributions = _points.Contributions;
        Span<int> slotOf = _slotOf.Span, occupied = _cells.Span;
        Span<double> values = _values.Span;
        int channels = ChannelCount;
        for (int i = offsets[row]; i < offsets[row + 1]; i++)
        {
            int cell = cells[i];
            if (cell == PlanePoints.Outside)
            {
                _dropped++;
                continue;
            }
            _placed++;
            int slot = slotOf[cell];
            if (slot == Empty)
            {
                slotOf[cell] = slot = _occupied;
                occupied[_occupied++] = cell;
                values.Slice(slot * channels, channels).Fill(double.NaN);   // no value yet, which is not 0
            }
            else
            {
                _collisions++;
                if (_rule == CollisionRule.Error) return false;
                if (_rule == CollisionRule.First) continue;
                if (_rule == CollisionRule.Last) values.Slice(slot * channels, channels).Fill(double.NaN);
            }
            Combine(contributions.Slice(i * channels, channels), values.Slice(slot * channels, channels));
        }
        return true;
    }

    /// <summary>Hands the values of the placed entry over and makes room for the next one.</summary>
    /// <param name="row">The entry.</param>
    /// <param name="firstChannel">Where the plane's channels begin.</param>
    /// <param name="sink">Who takes them.</param>
    public void MoveTo<TSink>(int row, int firstChannel, ref TSink sink) where TSink : struct, IGridSink, allows ref struct
    {
        Span<int> cells = _cells.Span[.._occupied], slots = _slots.Span[.._occupied], slotOf = _slotOf.Span;
        ReadOnlySpan<double> values = _values.Span;
        for (int i = 0; i < slots.Length; i++) slots[i] = i;
        if (TSink.IsOrdered) cells.Sort(slots);
        for (int channel = 0; channel < _adds.Length; channel++)
            for (int i = 0; i < cells.Length; i++)
            {
                float value = (float)values[slots[i] * _adds.Length + channel];
                if (value != 0 && !float.IsNaN(value)) sink.Put(row, firstChannel + channel, cells[i], value);
            }
        foreach (int cell in cells) slotOf[cell] = Empty;
        _occupied = 0;
    }

    public void Dispose()
    {
        _points.Dispose();
        _slotOf.Dispose();
        _cells.Dispose();
        _slots.Dispose();
        _values.Dispose();
    }

    private void Combine(ReadOnlySpan<double> contributions, Span<double> values)
    {
        for (int channel = 0; channel < values.Length; channel++)
        {
            double added = contributions[channel], value = values[channel];
            if (!double.IsFinite(added)) continue;
            values[channel] = double.IsNaN(value) ? added : _adds[channel] ? value + added : Math.Max(value, added);
        }
    }
}
