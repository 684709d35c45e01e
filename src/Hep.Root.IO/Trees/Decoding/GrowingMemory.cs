using Hep.Jagged;

namespace Hep.Root.IO.Trees.Decoding;

/// <summary>Pooled memory that grows while it is written, and is handed over without a copy.</summary>
internal sealed class GrowingMemory<T> : IDisposable where T : unmanaged
{
    private const int FirstCapacity = 256;

    private SharedMemory<T>? _memory;
    private int _expected = FirstCapacity;
    private int _count;

    public int Count => _count;

    public ReadOnlySpan<T> Written => _memory is null ? [] : _memory.Span[.._count];

    /// <summary>Begins anew; with the first elements memory is taken for as many as are expected.</summary>
    public void Begin(long expected)
    {
        Dispose();
        _expected = (int)Math.Clamp(expected, 1, Array.MaxLength);
    }

    /// <summary>Room for more elements, which the caller fills at once.</summary>
    /// <exception cref="OverflowException">More elements than memory can count.</exception>
    public Span<T> Add(int count)
    {
        int end = checked(_count + count);
        if (_memory is null || end > _memory.Length) Grow(end);
        Span<T> room = _memory!.Span[_count..end];
        _count = end;
        return room;
    }

    public void Append(T value)
    {
        if (_memory is null || _count == _memory.Length) Grow(checked(_count + 1));
        _memory!.Span[_count++] = value;
    }

    public void Clear() => _count = 0;

    /// <summary>A handle on what was written; the memory is not written any more afterwards.</summary>
    public SharedMemory<T> Share() => _memory is null ? SharedMemory<T>.Rent(0) : _memory.Share(0, _count);

    /// <summary>Hands over what was written; empty afterwards.</summary>
    public SharedMemory<T> Take()
    {
        SharedMemory<T> written = Share();
        Dispose();
        return written;
    }

    public void Dispose()
    {
        _memory?.Dispose();
        _memory = null;
        _count = 0;
    }

    private void Grow(int needed)
    {
        long wanted = Math.Max(needed, _memory is null ? _expected : 2L * _memory.Length);
        SharedMemory<T> larger = SharedMemory<T>.Rent((int)Math.Min(wanted, Array.MaxLength));
        Written.CopyTo(larger.Span);
        _memory?.Dispose();
        _memory = larger;
    }
}
