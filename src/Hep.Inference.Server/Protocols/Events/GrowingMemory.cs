using Hep.Jagged;

namespace Hep.Inference.Server.Protocols.Events;

/// <summary>Pooled memory that grows while values arrive and then becomes part of a column.</summary>
internal sealed class GrowingMemory<T> : IDisposable where T : unmanaged
{
    private const int FirstLength = 256;

    private SharedMemory<T> _memory = SharedMemory<T>.Rent(FirstLength);

    public int Length { get; private set; }

    public ReadOnlySpan<T> Written => _memory.Span[..Length];

    public void Add(T value)
    {
        Reserve(1)[0] = value;
        Length++;
    }

    /// <summary>Room for that many values more; <see cref="Advance"/> says how many were written.</summary>
    public Span<T> Reserve(int count)
    {
        if (_memory.Length - Length < count)
        {
            SharedMemory<T> larger =
                SharedMemory<T>.Rent(Math.Max(checked(Length + count), 2 * Math.Min(_memory.Length, Array.MaxLength / 2)));
            Written.CopyTo(larger.Span);
            _memory.Dispose();
            _memory = larger;
        }
        return _memory.Span[Length..];
    }

    public void Advance(int count) => Length += count;

    /// <summary>A handle on what was written; nothing may be added afterwards.</summary>
    public SharedMemory<T> Share() => _memory.Share(0, Length);

    public void Dispose() => _memory.Dispose();
}
