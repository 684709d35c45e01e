namespace Hep.Jagged;

/// <summary>
/// A handle on pooled memory that several columns may hold at once: the offsets of a collection, the values of a slice.
/// The memory goes back to the pool with its last handle; a handle that is dropped costs that reuse and nothing else.
/// </summary>
public sealed class SharedMemory<T> : IDisposable where T : unmanaged
{
    private readonly MemoryBlock<T> _block;
    private readonly int _start;
    private int _disposed;

    private SharedMemory(MemoryBlock<T> block, int start, int length)
    {
        _block = block;
        _start = start;
        Length = length;
    }

    /// <summary>Memory of <paramref name="length"/> elements whose content is not defined yet.</summary>
    public static SharedMemory<T> Rent(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        return new SharedMemory<T>(BlockPool<T>.Rent(length), 0, length);
    }

    /// <summary>Memory that holds a copy of <paramref name="content"/>.</summary>
    public static SharedMemory<T> Copy(ReadOnlySpan<T> content)
    {
        SharedMemory<T> memory = Rent(content.Length);
        content.CopyTo(memory.Span);
        return memory;
    }

    /// <summary>The number of elements.</summary>
    public int Length { get; }

    /// <summary>The elements. Only who rented the memory, and has not shared it yet, may write.</summary>
    /// <exception cref="ObjectDisposedException">This handle was disposed.</exception>
    public Span<T> Span
    {
        get
        {
            ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
            return _block.Array.AsSpan(_start, Length);
        }
    }

    /// <summary>The same elements as memory, valid until this handle is disposed.</summary>
    /// <exception cref="ObjectDisposedException">This handle was disposed.</exception>
    public Memory<T> Memory
    {
        get
        {
            ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
            return _block.Array.AsMemory(_start, Length);
        }
    }

    /// <summary>Another handle on the same elements.</summary>
    public SharedMemory<T> Share() => Share(0, Length);

    /// <summary>Another handle, on a part of the elements.</summary>
    public SharedMemory<T> Share(int start, int length)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)start, (uint)Length, nameof(start));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)length, (uint)(Length - start), nameof(length));
        _block.Retain();
        return new SharedMemory<T>(_block, _start + start, length);
    }

    /// <summary>Whether two handles show the same elements of the same memory.</summary>
    public bool IsSameAs(SharedMemory<T> other) =>
        ReferenceEquals(_block, other._block) && _start == other._start && Length == other.Length;

    /// <summary>Equal for two handles that show the same elements of the same memory.</summary>
    internal (object Block, int Start, int Length) Place => (_block, _start, Length);

    /// <summary>Gives the handle back; the memory goes to the pool with the last one.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0) _block.Release();
    }
}
