using System.Runtime.InteropServices;

namespace Hep.Root.IO;

/// <summary>Where the elements of each parent lie one level below: by offsets, or the same number for each.</summary>
internal readonly struct LevelOffsets
{
    private readonly int[]? _offsets;
    private readonly int _start;
    private readonly int _size;

    /// <summary>A level told by offsets.</summary>
    public LevelOffsets(ReadOnlyMemory<int> offsets)
    {
        if (!MemoryMarshal.TryGetArray(offsets, out ArraySegment<int> segment)) segment = offsets.ToArray();
        _offsets = segment.Array;
        _start = segment.Offset;
    }

    /// <summary>A level of the same number of elements in each parent.</summary>
    public LevelOffsets(int size) => _size = size;

    /// <summary>A level of a column that is missing: no elements anywhere.</summary>
    public bool IsMissing => _offsets is null && _size == 0;

    /// <summary>Where the elements of a parent begin and end.</summary>
    public (int First, int End) this[int parent] => _offsets is { } offsets
        ? (offsets[_start + parent], offsets[_start + parent + 1])
        : (parent * _size, (parent + 1) * _size);

    /// <summary>Offsets of consecutive parents and the one behind them; empty where the size is fixed.</summary>
    public ReadOnlySpan<int> Between(int first, int end) => _offsets is null ? []
        : new ReadOnlySpan<int>(_offsets, _start + first, end - first + 1);

    /// <summary>Elements in each parent, where that is fixed.</summary>
    public int Size => _size;
}
