using CommunityToolkit.HighPerformance.Buffers;
using Hep.Root.IO.Diagnostics;

namespace Hep.Root.IO.Bytes;

/// <summary>
/// Many small ranges, the baskets of a batch, as few large reads: neighbours are fetched together, the small gap between them with them.
/// Ranges are asked for first, then all are read at once, then handed out.
/// </summary>
/// <param name="count">How many ranges are usually asked for.</param>
internal sealed class ReadPlan(int count) : IDisposable
{
    // Below this gap a second request costs more than the bytes between (READ system calls locally, round trips remotely).
    private const int MaxGap = 32 << 10;
    private const int MaxRead = 8 << 20;

    private readonly List<(long Offset, int Length)> _ranges = new(count);
    private readonly List<(long Offset, MemoryOwner<byte> Bytes)> _reads = new(1);
    private bool _isSorted = true;

    /// <summary>Asks for a range, and checks that the file has it before memory is taken.</summary>
    public void Add(IByteSource source, long offset, int length)
    {
        if (offset < 0 || length < 0 || length > source.Length - offset)
            throw new RootException(
                $"{length} bytes expected at {offset}, the file has {source.Length}: it is truncated, or an offset in it is wrong.")
            { File = source.Location, Offset = offset };
        _isSorted &= _ranges.Count == 0 || _ranges[^1].Offset <= offset;
        _ranges.Add((offset, length));
    }

    /// <summary>Reads everything that was asked for.</summary>
    public async ValueTask ReadAsync(IByteSource source, CancellationToken cancellationToken)
    {
        if (!_isSorted) _ranges.Sort();
        List<ByteRead> reads = new(1);
        long total = 0;
        for (int first = 0; first < _ranges.Count;)
        {
            long start = _ranges[first].Offset, end = start + _ranges[first].Length;
            int next = first + 1;
            while (next < _ranges.Count && (End(next) <= end || (_ranges[next].Offset - end <= MaxGap && End(next) - start <= MaxRead)))
                end = Math.Max(end, End(next++));
            total += end - start;
            // Records do not overlap: only a file that lies asks for more than it has.
            if (total > source.Length)
                throw new RootException(
                    $"Records overlap at {start}: together they are longer than the file.") { File = source.Location, Offset = start };
            MemoryOwner<byte> bytes = MemoryOwner<byte>.Allocate((int)(end - start));
            _reads.Add((start, bytes));
            reads.Add(new ByteRead(start, bytes.Memory));
            first = next;
        }
        await source.ReadAsync(reads, cancellationToken).ConfigureAwait(false);
        ReadingMeter.AddRead(total);
        ReadingMeter.AddBaskets(_ranges.Count);

        long End(int range) => _ranges[range].Offset + _ranges[range].Length;
    }

    /// <summary>The bytes of a range that was asked for, until the plan is disposed.</summary>
    public ReadOnlyMemory<byte> Get(long offset, int length)
    {
        int low = 0, high = _reads.Count - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (_reads[middle].Offset <= offset) low = middle; else high = middle - 1;
        }
        // only where ranges overlap: the longer read before holds it
        while (offset + length > _reads[low].Offset + _reads[low].Bytes.Length) low--;
        return _reads[low].Bytes.Memory.Slice((int)(offset - _reads[low].Offset), length);
    }

    public void Dispose()
    {
        foreach ((_, MemoryOwner<byte> bytes) in _reads) bytes.Dispose();
    }
}
