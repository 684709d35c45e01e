using CsCheck;
using Hep.Testing;

namespace Hep.Jagged.Tests;

[NonParallelizable]   // the meter counts batches of the whole process
public sealed class EntryMixtureTests
{
    private static readonly Gen<int[]> Sizes = Gen.Int[1, 40].Array[2, 4];

    private static readonly EntryMixing[] Orders = [EntryMixing.Proportional, EntryMixing.RoundRobin, EntryMixing.Balanced];

    [Test]
    public void In_every_window_each_class_has_its_share_to_within_an_entry_or_two() =>
        Gen.Select(Sizes, Gen.Double[0.1, 10].Array[4], Gen.Int[1, 9], Gen.Bool).Sample((sizes, weights, batchSize, first) =>
        {
            Dictionary<double, double> shares = sizes.Index().ToDictionary(s => (double)s.Index, s => weights[s.Index]);
            EntryMixing mixing = EntryMixing.OfLabels(shares) with { End = first ? MixtureEnd.First : MixtureEnd.Longest };

            List<Entry> mixed = Read(sizes, mixing, batchSize);

            double sum = shares.Values.Sum();
            return WindowsHold(mixed, sizes.Length, group => shares[group] / sum);
        }, iter: 300);

    // Where the short one ends the long one goes first, as it might be about to end too.
    [Test]
    public void In_balance_classes_take_turns() =>
        Assert.That(Read([2, 5], EntryMixing.Balanced with { End = MixtureEnd.Longest }, 3).Select(e => (e.Label, e.Number)),
            Is.EqualTo(new[] { (0, 0), (1, 0), (0, 1), (1, 1), (1, 2), (0, 0), (0, 1), (1, 3), (1, 4), (0, 0), (0, 1) }));

    [Test]
    public void Proportional_sources_are_equally_far_at_any_time_and_end_together() =>
        Gen.Select(Sizes, Gen.Int[1, 9]).Sample((sizes, batchSize) =>
        {
            List<Entry> mixed = Read(sizes, EntryMixing.Proportional, batchSize);

            return mixed.Count == sizes.Sum() && mixed.Distinct().Count() == mixed.Count
                && WindowsHold(mixed, sizes.Length, group => (double)sizes[group] / sizes.Sum());
        }, iter: 300);

    [Test]
    public void Where_the_longest_ends_it_every_entry_comes_and_none_much_more_often_than_its_neighbours() =>
        Gen.Select(Sizes, Gen.Int[0, 2]).Sample((sizes, order) =>
        {
            List<Entry> mixed = Read(sizes, Orders[order], 5);

            ILookup<int, int> times = mixed.GroupBy(e => e).ToLookup(g => g.Key.Label, g => g.Count());
            return sizes.Index().All(s => times[s.Index].Count() == s.Item && times[s.Index].Max() - times[s.Index].Min() <= 1)
                && times.Any(t => t.Max() == 1);
        }, iter: 300);

    [Test]
    public void Where_the_last_ends_it_every_entry_comes_once_and_where_the_first_does_none_comes_twice() =>
        Gen.Select(Sizes, Gen.Int[0, 2]).Sample((sizes, order) =>
        {
            List<Entry> last = Read(sizes, Orders[order] with { End = MixtureEnd.Last }, 5),
                first = Read(sizes, Orders[order] with { End = MixtureEnd.First }, 5);

            return last.Distinct().Count() == sizes.Sum() && last.Count == sizes.Sum() && first.Distinct().Count() == first.Count
                && sizes.Index().Any(s => first.Count(e => e.Label == s.Index) == s.Item);
        }, iter: 300);

    [Test]
    public void The_order_does_not_depend_on_batches() =>
        Gen.Select(Sizes, Gen.Int[0, 2], Gen.Int[1, 50]).Sample((sizes, order, batchSize) =>
            Read(sizes, Orders[order], batchSize).SequenceEqual(Read(sizes, Orders[order], 7)), iter: 200);

    [Test]
    public void Shuffled_it_is_another_order_in_each_epoch_and_in_each_reading_with_the_same_shares()
    {
        int[] sizes = [40, 400];
        ShuffleOptions shuffle = new() { Buffer = 900, Seed = 5 };

        List<Entry> one = Read(sizes, EntryMixing.Balanced, 16, shuffle, epoch: 1),
            again = Read(sizes, EntryMixing.Balanced, 16, shuffle, 1),
            two = Read(sizes, EntryMixing.Balanced, 16, shuffle, 2);

        Assert.That(one, Is.EqualTo(again));
        Assert.That(two, Is.Not.EqualTo(one));
        Assert.That(two, Has.Count.EqualTo(one.Count));
        Assert.That(WindowsHold(one, 2, _ => 0.5));
        int[] rare = [.. one.Where(e => e.Label == 0).Select(e => e.Number)];
        Assert.That(rare[..40], Is.EquivalentTo(rare[40..80]).And.Not.EqualTo(rare[40..80]));
    }

    [Test]
    public async Task A_class_that_shares_its_sources_with_others_is_told_by_its_label()
    {
        // Labels 0 1 0 1 … in source 0, and 1 alone in source 1.
        using BatchSource source = BatchSource.From(Batch(0, [0, 1, 0, 1, 0, 1]), Batch(1, [1, 1, 1]));

        EntryMixture mixture = await EntryMixture.CollectAsync(source, EntryMixing.Balanced with { End = MixtureEnd.Last });
        List<Entry> mixed = await ReadAsync(mixture.Mix(source));

        Assert.That(mixture.Groups.Select(g => (g.Name, g.EntryCount, g.Share, g.HasWholeSources)),
            Is.EqualTo(new[] { ("class 0", 3L, 0.5, false), ("class 1", 6L, 0.5, false) }));
        Assert.That(mixed.Select(e => e.Label), Is.EqualTo(new[] { 0, 1, 0, 1, 0, 1, 1, 1, 1 }));
    }

    [Test]
    public async Task Columns_that_nobody_asks_for_are_not_read()
    {
        WideSource source = new();
        IBatchSource labelled = source.Define(DatasetColumns.Label, "c * 0");

        EntryMixture mixture = await EntryMixture.CollectAsync(labelled, EntryMixing.Balanced);
        await foreach (EntryBatch batch in mixture.Mix(labelled).SelectColumns("b").ReadAsync()) batch.Dispose();

        Assert.That(source.Readings, Is.EqualTo(new string[][] { ["c"], ["b"] }));
    }

    [Test]
    public async Task A_mixture_that_is_left_gives_everything_back()
    {
        using LiveBatches live = new();
        {
            using BatchSource source = Source([30, 9000], 100);
            EntryMixture mixture = await EntryMixture.CollectAsync(source, EntryMixing.Balanced);
            await foreach (EntryBatch batch in mixture.Mix(source).ReadAsync())
            {
                batch.Dispose();
                break;
            }
        }
        Assert.That(live.Count, Is.Zero);
    }

    [Test]
    public void Shares_are_for_the_classes_and_sources_that_there_are()
    {
        using BatchSource source = Source([2, 2], 4);

        Assert.That(() => EntryMixture.CollectAsync(source, EntryMixing.OfLabels(new Dictionary<double, double> { [0] = 1 })),
            Throws.InstanceOf<PipelineException>().With.Message.StartsWith("There is no share for class 1"));
        Assert.That(() => EntryMixture.CollectAsync(source, EntryMixing.OfSources(1, 1, 1)),
            Throws.InstanceOf<PipelineException>().With.Message.StartsWith("There is a share for source 2, of which there are no entries"));
        Assert.That(() => EntryMixture.CollectAsync(new WideSource(), EntryMixing.Balanced),
            Throws.InstanceOf<PipelineException>().With.Message.Contains("hep.label"));
    }

    /// <summary>Whether in every stretch each group has its share: none is ever ahead of it by more than an entry.</summary>
    private static bool WindowsHold(List<Entry> mixed, int groups, Func<int, double> share)
    {
        for (int group = 0; group < groups; group++)
        {
            double p = share(group), most = 0, least = 0, ahead = 0;
            foreach (Entry entry in mixed)
            {
                ahead += (entry.Label == group ? 1 : 0) - p;
                (most, least) = (Math.Max(most, ahead), Math.Min(least, ahead));
            }
            if (most - least > 1 + groups * p + 1e-9) return false;
        }
        return true;
    }

    private static List<Entry> Read(int[] sizes, EntryMixing mixing, int batchSize, ShuffleOptions? shuffle = null, int epoch = 0)
    {
        using BatchSource source = Source(sizes, batchSize);
        EntryMixture mixture = EntryMixture.CollectAsync(source, mixing).GetAwaiter().GetResult();
        IBatchSource mixed = mixture.Mix(source);
        return ReadAsync(shuffle is null ? mixed : mixed.ShuffleEntries(shuffle), epoch).GetAwaiter().GetResult();
    }

    private static async Task<List<Entry>> ReadAsync(IBatchSource source, int epoch = 0)
    {
        List<Entry> entries = [];
        await foreach (EntryBatch batch in source.ReadAsync(epoch))
            using (batch)
                for (int i = 0; i < batch.EntryCount; i++)
                    entries.Add(new Entry((int)batch.Get<float>(DatasetColumns.Label).Values[i], (int)batch.Identities.Entries[i]));
        return entries;
    }

    /// <summary>A source for each size, whose index is its label; its entries are numbered from 0.</summary>
    private static BatchSource Source(int[] sizes, int batchSize) => BatchSource.From([.. sizes.Index().SelectMany(s =>
        Enumerable.Range(0, s.Item).Chunk(batchSize).Select(chunk => Batch(s.Index, [.. chunk.Select(_ => (float)s.Index)], chunk[0])))]);

    private static EntryBatch Batch(int source, float[] labels, int first = 0) => new(
        [Column.Create(DatasetColumns.Label, labels)],
        EntryIdentities.Range(EntrySource.None with { DatasetSource = source }, first, labels.Length));

    private readonly record struct Entry(int Label, int Number);
}
