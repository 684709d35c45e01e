using CsCheck;
using Hep.Testing;

namespace Hep.Jagged.Tests;

[NonParallelizable]   // the meter counts batches of the whole process
public sealed class InterleavingTests
{
    private static readonly Interleaving[] Orders = [Interleaving.RoundRobin, Interleaving.Balanced, Interleaving.Proportional];
    private static readonly Gen<int[]> Sizes = Gen.Int[1, 9].Array[1, 30];

    [Test]
    public void Round_robin_takes_batches_in_turn_whatever_their_sizes() =>
        Assert.That(Read(Interleaving.RoundRobin, [1, 2, 1], [9], [3, 5, 6]),
            Is.EqualTo(new[] { (0, 1), (1, 9), (2, 3), (0, 2), (2, 5), (0, 1), (2, 6) }));

    [Test]
    public void In_balance_the_stream_with_fewest_entries_so_far_is_next_whatever_its_batches() =>
        Assert.That(Read(Interleaving.Balanced, [6, 6], [2, 2, 2, 2]),
            Is.EqualTo(new[] { (0, 6), (1, 2), (1, 2), (1, 2), (0, 6), (1, 2) }));

    [Test]
    public void Weights_are_ratios_of_entries() =>
        Gen.Select(Sizes, Sizes, Sizes, Gen.Double[0.1, 10].Array[3]).Sample((a, b, c, weights) =>
        {
            // As long as all give something, none is further ahead of another than by its own last batch.
            long[] given = new long[3];
            foreach ((int from, int count) in Read(Interleaving.Weighted(weights) with { End = MixtureEnd.First }, a, b, c))
            {
                double least = given.Select((g, i) => g / weights[i]).Min();
                if (given[from] / weights[from] > least) return false;
                given[from] += count;
            }
            return true;
        }, iter: 300);

    [Test]
    public void Proportional_streams_are_equally_far_at_any_time_to_within_a_batch() =>
        Gen.Select(Sizes, Sizes).Sample((a, b) =>
        {
            double[] totals = [a.Sum(), b.Sum()], given = [0, 0];
            foreach ((int from, int count) in Read(Interleaving.Proportional, a, b))
            {
                given[from] += count;
                if (Math.Abs(given[0] / totals[0] - given[1] / totals[1]) > Math.Max(a.Max() / totals[0], b.Max() / totals[1]) + 1e-12)
                    return false;
            }
            return given.SequenceEqual(totals);
        }, iter: 300);

    [Test]
    public void Every_entry_comes_once_where_the_mixture_ends_with_the_last() =>
        Gen.Select(Sizes, Sizes, Gen.Int[0, 2].Select(i => Orders[i]))
            .Sample((a, b, order) => Read(order, a, b) is var read && a.SequenceEqual(read.Where(r => r.From == 0).Select(r => r.Count))
                && b.SequenceEqual(read.Where(r => r.From == 1).Select(r => r.Count)), iter: 300);

    [Test]
    public void Where_the_first_end_ends_it_the_short_class_comes_whole_and_the_long_one_in_balance() =>
        Assert.That(Read(Interleaving.Balanced with { End = MixtureEnd.First }, [2, 2], [1, 1, 1, 1, 1, 1, 1]),
            Is.EqualTo(new[] { (0, 2), (1, 1), (1, 1), (0, 2), (1, 1), (1, 1) }));

    [Test]
    public async Task A_short_source_begins_again_as_another_epoch_until_the_longest_ends()
    {
        Epochs small = new(0, 2, 1), large = new(1, 3, 2);

        IBatchSource mixed = small.Interleave(Interleaving.Balanced with { End = MixtureEnd.Longest }, large);
        List<(int From, int Count)> first = await ReadAsync(mixed, epoch: 1);

        Assert.That(first.Where(b => b.From == 0).Sum(b => b.Count), Is.EqualTo(6));
        Assert.That(first.Where(b => b.From == 1).Sum(b => b.Count), Is.EqualTo(6));
        Assert.That(large.Read, Is.EqualTo(new[] { 1 }));
        Assert.That(small.Read, Has.Count.EqualTo(3).And.Unique.And.All.GreaterThanOrEqualTo(1));
        Assert.That(small.Read[0], Is.EqualTo(1), "the first reading is that of the epoch");
        Assert.That(mixed.EntryCount, Is.Null);
    }

    [Test]
    public void None_begins_again_where_all_are_of_one_length() =>
        Assert.That(Read(Interleaving.Balanced with { End = MixtureEnd.Longest }, [2, 2], [4], [1, 3]).Sum(b => b.Count), Is.EqualTo(12));

    [Test]
    public async Task A_repeating_mixture_can_be_read_again_with_the_same_result()
    {
        Interleaving order = Interleaving.Weighted(1, 3) with { End = MixtureEnd.Longest };
        IBatchSource mixed = Class(0, [3, 1]).Interleave(order, Class(1, [5, 9, 20]))
            .ShuffleEntries(new ShuffleOptions { Buffer = 10 });

        List<(int, int)> first = await ReadAsync(mixed, epoch: 2);

        Assert.That(await ReadAsync(mixed, epoch: 2), Is.EqualTo(first));
        Assert.That(await ReadAsync(mixed, epoch: 3), Is.Not.EqualTo(first));
    }

    [Test]
    public void A_source_without_entries_cannot_begin_again()
    {
        using LiveBatches live = new();

        Assert.That(() => Read(Interleaving.Balanced with { End = MixtureEnd.Longest }, [0], [4, 4]),
            Throws.InstanceOf<PipelineException>().With.Message.Contains("Stream 0 of the mixture has no entries"));

        Assert.That(live.Count, Is.Zero);
    }

    [Test]
    public void A_source_without_entries_holds_no_proportions_up() =>
        Assert.That(Read(Interleaving.Proportional with { End = MixtureEnd.Longest }, [1, 1], [0]).Where(b => b.Count > 0),
            Is.EqualTo(new[] { (0, 1), (0, 1) }));

    [Test]
    public void Proportions_need_counts()
    {
        Assert.That(() => Numbered.Source(3).Interleave(Interleaving.Proportional, Numbered.Source(4).Filter("n > 1")),
            Throws.InstanceOf<PipelineException>().With.Message.Contains("Stream 1 of 2").And.Message.Contains("Weighted"));
        Assert.That(() => Numbered.Stream([3]).Interleave(Interleaving.Proportional, Numbered.Stream([1])),
            Throws.InstanceOf<PipelineException>());
    }

    [TestCase(0.0)]
    [TestCase(-1.0)]
    [TestCase(double.NaN)]
    [TestCase(double.PositiveInfinity)]
    public void A_weight_is_positive_and_finite(double weight) =>
        Assert.That(() => Interleaving.Weighted(1, weight), Throws.ArgumentException.With.Message.Contains("weight 1"));

    [Test]
    public void What_cannot_be_is_told_at_once()
    {
        Assert.That(() => Numbered.Source(3).Interleave(Interleaving.Weighted(1, 2, 3), Numbered.Source(4)),
            Throws.ArgumentException.With.Message.Contains("2 streams have as many weights, not 3"));
        Assert.That(() => Numbered.Stream([3]).Interleave(Interleaving.Balanced with { End = MixtureEnd.Longest }, Numbered.Stream([4])),
            Throws.ArgumentException.With.Message.Contains("begin again"));
    }

    [Test]
    public void Orders_are_equal_that_do_the_same()
    {
        Interleaving order = Interleaving.Weighted(1, 2);

        Assert.That(Interleaving.Weighted(1, 2), Is.EqualTo(order).And.Not.EqualTo(Interleaving.Weighted(2, 1)));
        Assert.That(Interleaving.Balanced, Is.Not.EqualTo(Interleaving.Balanced with { End = MixtureEnd.First }));
    }

    [Test]
    public async Task An_abandoned_mixture_closes_all_its_streams()
    {
        int closed = 0, begun = 0;

        await foreach (EntryBatch batch in Stream().Interleave(Interleaving.Balanced, Stream(), Stream()))
            using (batch)
                if (begun == 3) break;

        Assert.That(closed, Is.EqualTo(3));

        async IAsyncEnumerable<EntryBatch> Stream()
        {
            try
            {
                begun++;
                await foreach (EntryBatch batch in Numbered.Stream([2, 2])) yield return batch;
            }
            finally
            {
                closed++;
            }
        }
    }

    [Test]
    public async Task A_mixture_passes_selections_to_all_its_sources()
    {
        WideSource one = new(), other = new();
        IBatchSource both = one.Interleave(Interleaving.Balanced with { End = MixtureEnd.First }, other).SelectColumns("c", "a");

        await foreach (EntryBatch batch in both.ReadAsync()) batch.Dispose();

        Assert.That(one.Readings.Single(), Is.EqualTo(other.Readings.Single()).And.EqualTo(new[] { "c", "a" }));
    }

    private static BatchSource Class(int number, int[] sizes) =>
        BatchSource.From([.. sizes.Select(size => new EntryBatch([Column.Create("from", Enumerable.Repeat(number, size).ToArray())],
            EntryIdentities.Range(EntrySource.None, 0, size)))]);

    private static List<(int From, int Count)> Read(Interleaving order, params int[][] sizes)
    {
        BatchSource[] sources = [.. sizes.Select((s, i) => Class(i, s))];
        try
        {
            return ReadAsync(sources[0].Interleave(order, sources[1..])).GetAwaiter().GetResult();
        }
        finally
        {
            foreach (BatchSource source in sources) source.Dispose();
        }
    }

    private static async Task<List<(int From, int Count)>> ReadAsync(IBatchSource source, int epoch = 0)
    {
        List<(int, int)> read = [];
        await foreach (EntryBatch batch in source.ReadAsync(epoch))
            using (batch)
                read.AddRange(batch.Get<int>("from").Values.ToArray().CountBy(from => from).Select(c => (c.Key, c.Value)));
        return read;
    }

    /// <summary>A class that writes down which epochs are read.</summary>
    private sealed class Epochs(int number, int batches, int size) : IBatchSource
    {
        private readonly BatchSource _source = Class(number, [.. Enumerable.Repeat(size, batches)]);

        public List<int> Read { get; } = [];

        public Schema Schema => _source.Schema;

        public long? EntryCount => _source.EntryCount;

        public IAsyncEnumerable<EntryBatch> ReadAsync(int epoch = 0, CancellationToken cancellationToken = default)
        {
            Read.Add(epoch);
            return _source.ReadAsync(epoch, cancellationToken);
        }
    }
}
