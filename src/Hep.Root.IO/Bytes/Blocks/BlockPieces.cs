namespace Hep.Root.IO.Bytes;

/// <summary>Ranges, cut where blocks begin and in the order of the blocks.</summary>
internal sealed class BlockPieces
{
    private readonly List<(long Block, ByteRead Read)> _pieces = [];

    public BlockPieces(IReadOnlyList<ByteRead> reads)
    {
        foreach (ByteRead read in reads)
            for (int at = 0, length; at < read.Destination.Length; at += length)
            {
                long offset = read.Offset + at, block = offset / BlockFormat.BlockBytes;
                length = (int)Math.Min(read.Destination.Length - at, (block + 1) * BlockFormat.BlockBytes - offset);
                _pieces.Add((block, new ByteRead(offset, read.Destination.Slice(at, length))));
            }
        _pieces.Sort(static (a, b) => a.Block.CompareTo(b.Block));
    }

    /// <summary>The blocks, each once, ascending.</summary>
    public IEnumerable<long> Blocks
    {
        get
        {
            for (int i = 0; i < _pieces.Count; i++)
                if (i == 0 || _pieces[i].Block != _pieces[i - 1].Block)
                    yield return _pieces[i].Block;
        }
    }

    /// <summary>Copies from a block what is wanted of it.</summary>
    /// <returns>How many bytes.</returns>
    public int Copy(long block, ReadOnlySpan<byte> bytes)
    {
        int copied = 0;
        for (int i = FirstOf(block); i < _pieces.Count && _pieces[i].Block == block; i++)
        {
            (long offset, Memory<byte> to) = _pieces[i].Read;
            bytes.Slice((int)(offset - block * BlockFormat.BlockBytes), to.Length).CopyTo(to.Span);
            copied += to.Length;
        }
        return copied;
    }

    private int FirstOf(long block)
    {
        int low = 0, high = _pieces.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_pieces[middle].Block < block) low = middle + 1; else high = middle;
        }
        return low;
    }
}
