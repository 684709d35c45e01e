namespace Hep.Root.IO.Writing.Outputs;

/// <summary>
/// Where the clusters of a tree end. The first is as large as its bytes allow, and the others have as many entries, unless theirs are
/// larger by far: such an early end is kept as a range (TTree::fClusterRangeEnd).
/// </summary>
/// <param name="clusterBytes">Bytes of values of a cluster.</param>
internal sealed class ClusterSizes(int clusterBytes)
{
    // How many times larger than the first a later cluster may become.
    private const int Tolerance = 2;

    private readonly List<long> _ends = [];
    private readonly List<long> _sizes = [];
    private long _entries, _bytes;                          // of the cluster that is open
    private bool _isEarly;                                  // whether the one before ended too soon

    /// <summary>Entries of all clusters.</summary>
    public long EntryCount { get; private set; }

    /// <summary>Entries of each cluster; null before the first has ended.</summary>
    public long? Entries { get; private set; }

    /// <summary>The last entry of each range in which clusters end early.</summary>
    public IReadOnlyList<long> RangeEnds => _ends;

    /// <summary>Entries of the clusters in each range.</summary>
    public IReadOnlyList<long> RangeSizes => _sizes;

    /// <summary>How many of the next entries the open cluster takes; at least one.</summary>
    /// <param name="available">Entries that there are.</param>
    /// <param name="entryBytes">Bytes of one of them on average.</param>
    public int Room(int available, double entryBytes)
    {
        double bytes = (Entries is null ? 1.0 : Tolerance) * clusterBytes - _bytes;
        double room = Math.Min(Math.Ceiling(bytes / Math.Max(entryBytes, 1)), Entries - _entries ?? double.MaxValue);
        return (int)Math.Clamp(room, 1, available);
    }

    /// <summary>Counts entries.</summary>
    /// <returns>Whether the cluster ends with them.</returns>
    public bool Add(int entries, double entryBytes)
    {
        if (_isEarly)
        {
            _ends.Add(EntryCount - 1);
            _sizes.Add(Entries!.Value);
            _isEarly = false;
        }
        EntryCount += entries;
        _entries += entries;
        _bytes += (long)(entries * entryBytes);
        return Entries is null ? _bytes >= clusterBytes : _entries >= Entries || _bytes >= (long)Tolerance * clusterBytes;
    }

    /// <summary>Ends the cluster, if it has entries.</summary>
    public void End()
    {
        if (_entries == 0) return;
        Entries ??= _entries;
        _isEarly = _entries < Entries;                      // of the last one of a tree that is no matter
        (_entries, _bytes) = (0, 0);
    }
}
