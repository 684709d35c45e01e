using System.Runtime.InteropServices;

namespace Hep.Root.IO;

/// <summary>The lists of a jagged or fixed-shape column of one batch, as generated code reads them; texts are lists of UTF-8
/// bytes.</summary>
/// <typeparam name="T">The type of a value.</typeparam>
public readonly struct ListColumn<T> where T : unmanaged
{
    private readonly T[] _values;
    private readonly int _start;
    private readonly LevelOffsets _level;

    internal ListColumn(ReadOnlyMemory<T> values, LevelOffsets level)
    {
        if (!MemoryMarshal.TryGetArray(values, out ArraySegment<T> segment)) segment = values.ToArray();
        _values = segment.Array!;
        _start = segment.Offset;
        _level = level;
    }

    /// <summary>Whether the column is missing, and every list empty.</summary>
    public bool IsMissing => _level.IsMissing;

    /// <summary>The list of an entry of the batch; valid until the batch is disposed.</summary>
    public ReadOnlySpan<T> this[int entry]
    {
        get
        {
            (int first, int end) = _level[entry];
            return new ReadOnlySpan<T>(_values, _start + first, end - first);
        }
    }

    /// <summary>The list of an entry as memory of the batch.</summary>
    public ReadOnlyMemory<T> ToMemory(int entry)
    {
        (int first, int end) = _level[entry];
        return new ReadOnlyMemory<T>(_values, _start + first, end - first);
    }
}
