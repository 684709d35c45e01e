using System.Runtime.CompilerServices;

namespace Hep.Jagged;

/// <summary>Counts the bytes of memory, that which is shown twice once.</summary>
internal sealed class MemoryCount
{
    private readonly HashSet<(object Block, int Start, int Length)> _seen = [];

    public long Bytes { get; private set; }

    public void Add<T>(SharedMemory<T> memory) where T : unmanaged
    {
        if (_seen.Add(memory.Place)) Bytes += (long)memory.Length * Unsafe.SizeOf<T>();
    }
}
