namespace Hep.Jagged;

/// <summary>Pooled memory and the number of handles on it; with the last one it goes back to its pool.</summary>
internal sealed class MemoryBlock<T>(T[] array) where T : unmanaged
{
    private int _handles = 1;

    public T[] Array { get; } = array;

    public void Retain() => Interlocked.Increment(ref _handles);

    public void Release()
    {
        if (Interlocked.Decrement(ref _handles) > 0) return;
        _handles = 1;                                   // for who rents it next
        BlockPool<T>.Return(this);
    }
}
