using Hep.Jagged;
using Hep.Root.IO.Trees.TTree;

namespace Hep.Root.IO.Datasets.Epochs;

/// <summary>
/// What an epoch of a dataset reads, and in which order: a function of the files, the options and the epoch, which opens nothing. A shard
/// is a stretch of it, so that each rank opens a share of the files.
/// </summary>
internal sealed class EpochPlan
{
    private readonly IReadOnlyList<DatasetFile> _files;
    private readonly DatasetShuffle? _shuffle;
    private readonly DatasetShard _shard;

    public EpochPlan(IReadOnlyList<DatasetFile> files, DatasetShuffle? shuffle, DatasetShard shard)
    {
        (_files, _shuffle, _shard) = (files, shuffle, shard);
        EntryCount = files.Sum(f => f.End - f.First) / shard.Count;
    }

    /// <summary>Entries of an epoch.</summary>
    public long EntryCount { get; }

    /// <summary>Tells this plan from others: of other files, entries, options or another shard.</summary>
    public ulong Fingerprint()
    {
        ulong hash = SeededRandom.Combine(SeededRandom.Combine(1, (ulong)_shard.Rank), (ulong)_shard.Count);
        if (_shuffle is not null)
            hash = SeededRandom.Combine(SeededRandom.Combine(SeededRandom.Combine(
                hash, (ulong)_shuffle.Files), (ulong)_shuffle.Buffer), (ulong)_shuffle.Seed);
        foreach (DatasetFile file in _files)
        {
            hash = SeededRandom.Combine(hash, EntryHash.OfSource(file.Source, 0));
            hash = SeededRandom.Combine(SeededRandom.Combine(hash, (ulong)file.First), (ulong)file.End);
        }
        return hash;
    }

    /// <summary>The units from an entry of the epoch on, where nothing is mixed.</summary>
    public IEnumerable<ReadUnit> Units(int epoch, long from)
    {
        long start = _shard.Rank * EntryCount;
        return Stretch(Drawn(epoch), start + Math.Min(from, EntryCount), start + EntryCount);
    }

    /// <summary>The blocks from an entry of the epoch on.</summary>
    public IEnumerable<MixedBlock> Blocks(int epoch, long from)
    {
        List<ReadUnit> units = [];
        int entries = 0, index = 0;
        long given = 0;
        foreach (ReadUnit unit in Units(epoch, 0))
        {
            if (units.Count > 0 && entries + (long)unit.Range.Count > _shuffle!.Buffer)
            {
                if (Close() is { } full) yield return full;
            }
            units.Add(unit);
            entries += unit.Range.Count;
        }
        if (units.Count > 0 && Close() is { } last) yield return last;

        MixedBlock? Close()
        {
            ulong seed = SeededRandom.Combine(SeededRandom.Combine(SeededRandom.Mix((ulong)_shuffle!.Seed), (ulong)epoch), (ulong)index++);
            MixedBlock? block = given + entries <= from
                ? null
                : new MixedBlock([.. units], entries, seed, (int)Math.Max(0, from - given));
            given += entries;
            entries = 0;
            units.Clear();
            return block;
        }
    }

    private IEnumerable<ReadUnit> Drawn(int epoch) => _shuffle is not null
        ? ClusterDraw.Run(_files, _shuffle, epoch)
        : _files.Select((f, i) => new ReadUnit(i, new EntryRange(f.First, f.End), true)).Where(u => u.Range.End > u.Range.First);

    // The units between two entries of a sequence, cut where they lie across.
    private static IEnumerable<ReadUnit> Stretch(IEnumerable<ReadUnit> units, long start, long end)
    {
        long at = 0;
        foreach (ReadUnit unit in units)
        {
            if (at >= end) yield break;
            long length = unit.Range.End - unit.Range.First, before = Math.Max(0, start - at), behind = Math.Min(length, end - at);
            if (before < behind)
                yield return unit with { Range = new EntryRange(unit.Range.First + before, unit.Range.First + behind) };
            at += length;
        }
    }
}
