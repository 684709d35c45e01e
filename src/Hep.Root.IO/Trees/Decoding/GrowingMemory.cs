using Hep.Jagged;

namespace Hep.Root.IO.Trees.Decoding;

/// <summary>Pooled memory that grows while it is written, and is handed over without a copy.</summary>
internal sealed class GrowingMemory<T> : IDisposable where T : unmanaged
{
    private const int FirstCapacity = 256;

    private SharedMemory<T> _memory = SharedMemory<T>.Rent(FirstCapacity);
    private int _count;

    public int Count => _count;

    public ReadOnlySpan<T> Written => _memory.Span[.._count];

    /// <summary>Room for more elements, which the caller fills at once.</summary>
    /// <exception cref="OverflowException">More elements than memory can count.</exception>
    public Span<T> Add(int count)
    {
        int end = checked(_count + count);
        if (end > _memory.Length) Grow(end);
        Span<T> room = _memory.Span[_count..end];
        _count = end;
        return room;
    }

    public void Append(T value)
    {
        if (_count == _memory.Length) Grow(checked(_count + 1));
        _memory.Span[_count++] = value;
    }

    public void Clear() => _count = 0;

    /// <summary>A handle on what was written; the memory is not written any more afterwards.</summary>
    public SharedMemory<T> Share() => _memory.Share(0, _count);

    public void Dispose() => _memory.Dispose();

    private void Grow(int needed)
    {
        SharedMemory<T> larger = SharedMemory<T>.Rent((int)Math.Min(Math.Max(needed, 2L * _memory.Length), Array.MaxLength));
        _memory.Span[.._count].CopyTo(larger.Span);
        _memory.Dispose();
        _memory = larger;
    }
}
