namespace Hep.Root.IO.Merging.Baskets;

/// <summary>
/// Where clusters end in trees that follow each other, as a TTree tells it: ranges of clusters of one size, and the size in what is behind
/// the last of them (fClusterRangeEnd, fClusterSize, fAutoFlush; TTree::ImportClusterRanges).
/// </summary>
/// <param name="autoFlush">What the first of them says of what is behind its ranges.</param>
internal sealed class JoinedClusters(long autoFlush)
{
    private readonly List<long> _ends = [], _sizes = [];
    private long _entries, _start;

    /// <summary>The last entry of each range.</summary>
    public IReadOnlyList<long> RangeEnds => _ends;

    /// <summary>Entries of the clusters in each; 0 where nobody told.</summary>
    public IReadOnlyList<long> RangeSizes => _sizes;

    /// <summary>Entries of a cluster behind the ranges; negative: the bytes after which one ended.</summary>
    public long AutoFlush { get; private set; } = autoFlush;

    /// <summary>Adds a tree.</summary>
    public void Add(RootObject tree, long entryCount)
    {
        long[] ends = tree.GetNumbers("fClusterRangeEnd"), sizes = tree.GetNumbers("fClusterSize");
        long from = 0;
        for (int i = 0; i < Math.Min(ends.Length, sizes.Length); i++)
        {
            long end = Math.Clamp(ends[i], -1, entryCount - 1) + 1;
            AddRange(end - from, sizes[i]);
            from = Math.Max(from, end);
        }
        AddRange(entryCount - from, tree.GetNumber("fAutoFlush"));
    }

    private void AddRange(long entries, long size)
    {
        if (entries <= 0) return;
        bool goesOn = size > 0 && size == AutoFlush && (_entries - _start) % size == 0;
        if (_entries > 0 && !goesOn)
        {
            _ends.Add(_entries - 1);
            _sizes.Add(Math.Max(AutoFlush, 0));
            _start = _entries;
        }
        AutoFlush = size;
        _entries += entries;
    }
}
