namespace Hep.Jagged;

/// <summary>Blocks of one size that wait to be used again; the one used last, which caches still hold, is taken first.</summary>
internal sealed class BlockStack<T> : IIdleMemory where T : unmanaged
{
    private readonly long _blockBytes;
    private MemoryBlock<T>?[] _blocks = [];
    private int _count;
    private int _unused;

    public BlockStack(long blockBytes)
    {
        _blockBytes = blockBytes;
        IdleMemory.Watch(this);
    }

    public MemoryBlock<T>? TryPop()
    {
        lock (this)
        {
            if (_count == 0) return null;
            MemoryBlock<T> block = _blocks[--_count]!;
            _blocks[_count] = null;
            _unused = Math.Min(_unused, _count);
            IdleMemory.Add(-_blockBytes);
            return block;
        }
    }

    /// <summary>Keeps a block, unless enough memory waits already.</summary>
    public void Push(MemoryBlock<T> block)
    {
        lock (this)
        {
            if (!IdleMemory.TryAdd(_blockBytes)) return;
            if (_count == _blocks.Length) Array.Resize(ref _blocks, Math.Max(8, 2 * _count));
            _blocks[_count++] = block;
        }
    }

    public void Trim()
    {
        lock (this)
        {
            // the lowest ones: those that were never reached since the last time
            Array.Copy(_blocks, _unused, _blocks, 0, _count - _unused);
            Array.Clear(_blocks, _count - _unused, _unused);
            IdleMemory.Add(-_unused * _blockBytes);
            _count -= _unused;
            _unused = _count;
        }
    }
}
