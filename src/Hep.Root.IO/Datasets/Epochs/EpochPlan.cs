using System.Runtime.CompilerServices;
using Hep.Jagged;
using Hep.Root.IO.Trees.Reading;

namespace Hep.Root.IO.Datasets.Epochs;

/// <summary>
/// What an epoch of a dataset reads, and in which order: a function of the files, the options and the epoch. A shard is a stretch of it,
/// so that each rank opens a share of the files.
/// </summary>
/// <param name="files">The number of files.</param>
/// <param name="entries">Entries of all; null where not every file is known, and there are no shards then.</param>
/// <param name="shuffle">How entries are mixed; null: not.</param>
/// <param name="shard">Which part is read.</param>
/// <param name="sample">Which clusters are read; null: all.</param>
internal sealed class EpochPlan(int files, long? entries, ShuffleOptions? shuffle, DatasetShard shard, DatasetSample? sample = null)
{
    /// <summary>Entries of an epoch; null where not every file is known.</summary>
    public long? EntryCount { get; } = sample is null ? entries / shard.Count : null;

    /// <summary>Tells this plan from others: of other files, options or another shard.</summary>
    /// <param name="catalog">The fingerprint of the files.</param>
    public ulong Fingerprint(ulong catalog)
    {
        ulong hash = SeededRandom.Combine(SeededRandom.Combine(SeededRandom.Combine(1, (ulong)shard.Rank), (ulong)shard.Count), catalog);
        if (sample is not null)
            hash = SeededRandom.Combine(SeededRandom.Combine(hash, BitConverter.DoubleToUInt64Bits(sample.Fraction)), (ulong)sample.Seed);
        return shuffle is null ? hash : SeededRandom.Combine(SeededRandom.Combine(SeededRandom.Combine(
            hash, (ulong)shuffle.Files), (ulong)shuffle.Buffer), (ulong)shuffle.Seed);
    }

    /// <summary>The units from an entry of the epoch on, where nothing is mixed.</summary>
    public IAsyncEnumerable<ReadUnit> Units(Look look, int epoch, long from, CancellationToken cancellationToken)
    {
        long most = EntryCount ?? long.MaxValue, start = shard.Rank * (EntryCount ?? 0);
        return Stretch(Drawn(look, epoch, cancellationToken), start + Math.Min(from, most), start + most);
    }

    /// <summary>The blocks from an entry of the epoch on.</summary>
    public async IAsyncEnumerable<MixedBlock> Blocks(
        Look look, int epoch, long from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        List<ReadUnit> units = [];
        int entries = 0, index = 0;
        long given = 0;
        await foreach (ReadUnit unit in Units(look, epoch, 0, cancellationToken).ConfigureAwait(false))
        {
            if (units.Count > 0 && entries + (long)unit.Range.Count > shuffle!.Buffer)
            {
                if (Close() is { } full) yield return full;
            }
            units.Add(unit);
            entries += unit.Range.Count;
        }
        if (units.Count > 0 && Close() is { } last) yield return last;

        MixedBlock? Close()
        {
            ulong seed = SeededRandom.Combine(SeededRandom.Combine(SeededRandom.Mix((ulong)shuffle!.Seed), (ulong)epoch), (ulong)index++);
            MixedBlock? block = given + entries <= from
                ? null
                : new MixedBlock([.. units], entries, given + entries, seed, (int)Math.Max(0, from - given));
            given += entries;
            entries = 0;
            units.Clear();
            return block;
        }
    }

    private IAsyncEnumerable<ReadUnit> Drawn(Look look, int epoch, CancellationToken cancellationToken) => shuffle is null
        ? InOrder(look, cancellationToken)
        : ClusterDraw.Run(files, look, shuffle, sample, epoch, cancellationToken);

    private async IAsyncEnumerable<ReadUnit> InOrder(Look look, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (int place = 0; place < files; place++)
        {
            if (await look(place, cancellationToken).ConfigureAwait(false) is not { } file) continue;
            EntryRange[] ranges = sample is null ? [new EntryRange(file.First, file.End)] : ClusterSample.Choose(file, sample);
            for (int i = 0; i < ranges.Length; i++)
                if (ranges[i].End > ranges[i].First) yield return new ReadUnit(place, ranges[i], i == ranges.Length - 1);
        }
    }

    // The units between two entries of a sequence, cut where they lie across.
    private static async IAsyncEnumerable<ReadUnit> Stretch(IAsyncEnumerable<ReadUnit> units, long start, long end)
    {
        long at = 0;
        await foreach (ReadUnit unit in units.ConfigureAwait(false))
        {
            if (at >= end) yield break;
            long length = unit.Range.End - unit.Range.First, before = Math.Max(0, start - at), behind = Math.Min(length, end - at);
            if (before < behind)
                yield return unit with { Range = new EntryRange(unit.Range.First + before, unit.Range.First + behind) };
            at += length;
        }
    }
}
