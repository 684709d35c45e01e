using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Hep.Jagged;

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

    /// <summary>The level of a column below one of its dimensions, or below all of them that of its characters.</summary>
    /// <param name="column">The column.</param>
    /// <param name="dimension">The dimension, from 0.</param>
    /// <param name="isLast">Whether what comes below, of fixed sizes, belongs to the level.</param>
    public static LevelOffsets Of(Column column, int dimension, bool isLast = false)
    {
        ImmutableArray<Dimension> dimensions = column.Schema.Dimensions;
        if (dimension == dimensions.Length || dimensions[dimension].IsVariable)
            return new LevelOffsets(column.OffsetsAsMemory(dimensions.AsSpan()[..dimension].Count(Dimension.Variable)));
        int size = 1, end = isLast ? dimensions.Length : dimension + 1;
        for (int i = dimension; i < end; i++) size *= dimensions[i].Size;
        return new LevelOffsets(size);
    }

    /// <summary>A level of a column that is missing: no elements anywhere.</summary>
    public bool IsMissing => _offsets is null && _size == 0;

    /// <summary>Where the elements of a parent begin and end.</summary>
    public (int First, int End) this[int parent] => _offsets is { } offsets
        ? (offsets[_start + parent], offsets[_start + parent + 1])
        : (parent * _size, (parent + 1) * _size);

    /// <summary>Offsets of consecutive parents and the one behind them; empty where the size is fixed.</summary>
    public ReadOnlySpan<int> Between(int first, int end) => _offsets is null ? []
        : new ReadOnlySpan<int>(_offsets, _start + first, end - first + 1);

    /// <summary>Elements of so many parents.</summary>
    public int Count(int parents) => parents == 0 ? 0 : this[parents - 1].End;

    /// <summary>The parent of an element; of parents that are empty none.</summary>
    public int ParentOf(int element, int parents)
    {
        int first = 0, end = parents;
        while (end - first > 1)
        {
            int middle = first + (end - first) / 2;
            (first, end) = this[middle].First <= element ? (middle, end) : (first, middle);
        }
        return first;
    }

    /// <summary>The first of so many parents that has another number of elements in another level; null: all are alike.</summary>
    public int? FindUnlike(LevelOffsets other, int parents)
    {
        if (_offsets is null && other._offsets is null) return _size == other._size || parents == 0 ? null : 0;
        if (_offsets == other._offsets && _start == other._start) return null;
        if (_offsets is not null && other._offsets is not null)
        {
            int alike = Between(0, parents).CommonPrefixLength(other.Between(0, parents));
            return alike > parents ? null : alike - 1;
        }
        for (int i = 0; i < parents; i++)
            if (this[i] != other[i]) return i;
        return null;
    }

    /// <summary>Elements in each parent, where that is fixed.</summary>
    public int Size => _size;
}
