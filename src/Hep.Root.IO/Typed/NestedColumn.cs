using System.Runtime.InteropServices;

namespace Hep.Root.IO;

/// <summary>The lists of lists of one batch, as generated code reads them.</summary>
/// <typeparam name="T">The type of a value.</typeparam>
public readonly struct NestedColumn<T> where T : unmanaged
{
    private readonly T[] _values;
    private readonly int _start;
    private readonly LevelOffsets _outer;
    private readonly LevelOffsets _inner;

    internal NestedColumn(ReadOnlyMemory<T> values, LevelOffsets outer, LevelOffsets inner)
    {
        if (!MemoryMarshal.TryGetArray(values, out ArraySegment<T> segment)) segment = values.ToArray();
        _values = segment.Array!;
        _start = segment.Offset;
        _outer = outer;
        _inner = inner;
    }

    /// <summary>Whether the column is missing, and every list empty.</summary>
    public bool IsMissing => _outer.IsMissing;

    /// <summary>The lists of an entry of the batch; valid until the batch is disposed.</summary>
    public JaggedSpan<T> this[int entry]
    {
        get
        {
            (int first, int end) = _outer[entry];
            if (first == end) return default;
            (int from, int to) = (_inner[first].First, _inner[end - 1].End);
            return new JaggedSpan<T>(new ReadOnlySpan<T>(_values, _start + from, to - from), _inner.Between(first, end), _inner.Size,
                end - first);
        }
    }
}
