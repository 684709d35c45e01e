using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Hep.Jagged.Arrow;

/// <summary>
/// The memory of a column as the bytes of an Arrow buffer: a handle of its own, given back when it is disposed. Whoever reads the
/// buffer afterwards gets an exception, never what the pool has put there since.
/// </summary>
/// <param name="memory">The handle, which is taken over.</param>
internal sealed unsafe class SharedBytes<T>(SharedMemory<T> memory) : MemoryManager<byte> where T : unmanaged
{
    public override Span<byte> GetSpan() => MemoryMarshal.AsBytes(memory.Span);

    /// <summary>Pins the memory and holds it until it is unpinned: what native code was given outlives the record batch.</summary>
    public override MemoryHandle Pin(int elementIndex = 0)
    {
        SharedMemory<T> held = memory.Share();
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)elementIndex, (uint)(held.Length * sizeof(T)), nameof(elementIndex));
        MemoryHandle pinned = held.Memory.Pin();
        return new MemoryHandle((byte*)pinned.Pointer + elementIndex, default, new PinnedMemory(pinned, held));
    }

    /// <summary>Nothing: each pin has its own end.</summary>
    public override void Unpin() { }

    /// <summary>
    /// A handle on elements of a buffer that is a column's memory: columns that became a record batch come back without a copy.
    /// </summary>
    public static bool TryShare(ReadOnlyMemory<byte> buffer, int start, int length, [NotNullWhen(true)] out SharedMemory<T>? shared)
    {
        shared = MemoryMarshal.TryGetMemoryManager(buffer, out SharedBytes<T>? bytes, out int from, out _) && from == 0
            ? bytes.Share(start, length)
            : null;
        return shared is not null;
    }

    protected override void Dispose(bool disposing) => memory.Dispose();

    private SharedMemory<T> Share(int start, int length) => memory.Share(start, length);

    private sealed class PinnedMemory(MemoryHandle pinned, SharedMemory<T> held) : IPinnable
    {
        private MemoryHandle _pinned = pinned;

        public MemoryHandle Pin(int elementIndex) => throw new NotSupportedException();

        public void Unpin()
        {
            _pinned.Dispose();
            held.Dispose();
        }
    }
}
