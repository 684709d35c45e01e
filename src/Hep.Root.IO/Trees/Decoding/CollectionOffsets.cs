using Hep.Jagged;

namespace Hep.Root.IO.Trees.Decoding;

/// <summary>
/// The offsets that the columns of one collection have in common, while a batch is decoded by one thread or several: the column that comes
/// to a list first writes where it ends, the others find theirs to be the same, and write nothing.
/// </summary>
/// <param name="capacity">Lists that it can hold; columns that have more go on alone.</param>
internal sealed class CollectionOffsets(int capacity) : IDisposable
{
    private readonly Lock _writing = new();
    private SharedMemory<int>? _offsets;
    private int _known;                             // lists whose ends are written: they are never written again

    /// <summary>The first offsets, one number more than lists, which the caller has taken before.</summary>
    public ReadOnlySpan<int> First(int lists) => Memory.Span[..(lists + 1)];

    /// <summary>A handle on them.</summary>
    public SharedMemory<int> Share(int lists) => Memory.Share(0, lists + 1);

    /// <summary>Takes the lists of a segment.</summary>
    /// <param name="segment">Consecutive entries of a basket.</param>
    /// <param name="list">The list of the batch that it begins with, before which all were taken.</param>
    /// <param name="elementBytes">Bytes of an element of the column.</param>
    /// <returns>False where the lists are others, or not right, or no table of them is stored.</returns>
    public bool TryTake(BasketSegment segment, int list, int elementBytes)
    {
        for (int done = 0; done < segment.Count;)
        {
            int known = Math.Min(Volatile.Read(ref _known) - list, segment.Count);
            if (known > done)
            {
                ReadOnlySpan<int> offsets = Memory.Span.Slice(list + done, known - done + 1);
                if (!segment.Slice(done, known - done).HasOffsets(offsets, elementBytes)) return false;
                done = known;
            }
            else if (!TryWrite(segment.Slice(done, segment.Count - done), list + done, elementBytes)) return false;
        }
        return true;
    }

    public void Dispose() => _offsets?.Dispose();

    private SharedMemory<int> Memory => _offsets ?? throw new InvalidOperationException("No list was taken.");

    // Does nothing where another thread was faster.
    private bool TryWrite(BasketSegment segment, int list, int elementBytes)
    {
        lock (_writing)
        {
            if (_known > list) return true;
            if (segment.Count > capacity - list) return false;
            if (_offsets is null)
            {
                _offsets = SharedMemory<int>.Rent(capacity + 1);
                _offsets.Span[0] = 0;
            }
            Span<int> offsets = _offsets.Span;
            if (!segment.TryFillEnds(offsets.Slice(list + 1, segment.Count), elementBytes, offsets[list])) return false;
            Volatile.Write(ref _known, list + segment.Count);
            return true;
        }
    }
}
