using System.Runtime.InteropServices;

namespace Hep.Root.IO;

/// <summary>The values of a flat column of one batch, as generated code reads them.</summary>
/// <typeparam name="T">The type of a value.</typeparam>
public readonly struct ValueColumn<T> where T : unmanaged
{
    private readonly T[] _values;
    private readonly int _start;

    internal ValueColumn(ReadOnlyMemory<T> values, bool isMissing)
    {
        // Columns lie in pooled arrays: always a segment.
        if (!MemoryMarshal.TryGetArray(values, out ArraySegment<T> segment)) segment = values.ToArray();
        _values = segment.Array!;
        _start = segment.Offset;
        IsMissing = isMissing;
    }

    /// <summary>Whether the column is missing, and every value is the stated default.</summary>
    public bool IsMissing { get; }

    /// <summary>The value of an entry of the batch.</summary>
    public T this[int entry] => _values[_start + entry];

    /// <summary>The values of consecutive entries of the batch.</summary>
    public ReadOnlySpan<T> Slice(int first, int count) => new(_values, _start + first, count);
}
