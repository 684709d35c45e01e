using CsCheck;

namespace Hep.Jagged.Tests;

public sealed class EntryStreamTests
{
    [Test]
    public async Task Columns_come_in_the_order_that_is_asked_for_globs_in_stored_order()
    {
        IAsyncEnumerable<EntryBatch> stream = Numbered.Stream([2]).Define("a", "n").Define("b", "n").SelectColumns("b", "?", "li*", "a");

        await foreach (EntryBatch batch in stream)
            using (batch) Assert.That(batch.Schema.Select(c => c.Name), Is.EqualTo(new[] { "b", "n", "a", "list" }));
    }

    [TestCase("Muon_phi", "No column 'Muon_phi'.")]
    [TestCase("lst", "No column 'lst'. Nearest: list.")]
    [TestCase("Muon_*", "No column fits 'Muon_*'. There are: n, list.")]
    public void A_column_that_is_missing_is_named_with_those_that_are_near(string pattern, string message) =>
        Assert.That(() => Numbered.Source(1).SelectColumns(pattern), Throws.InstanceOf<PipelineException>().With.Message.EqualTo(message));

    [Test]
    public async Task A_defined_column_replaces_one_of_its_name()
    {
        IAsyncEnumerable<EntryBatch> stream = Numbered.Stream([3]).Define("n", "n * 2");

        await foreach (EntryBatch batch in stream)
            using (batch)
            {
                Assert.That(batch.Schema.ToString(), Is.Not.Null);
                Assert.That(batch.Get<double>("n").Values.ToArray(), Is.EqualTo(new double[] { 0, 2, 4 }));
            }
    }

    [Test]
    public async Task A_cut_keeps_the_entries_for_which_it_holds_and_leaves_out_empty_batches() =>
        Assert.That(await Numbered.ReadAsync(Numbered.Stream([3, 3, 4]).Filter("n < 2 || sum(list) > 12")),
            Is.EqualTo(new int[][] { [0, 1], [8] }));

    [TestCase("list > 0", "A cut on entries needs one value an entry")]
    [TestCase("lst > 0", "No column 'lst'. Nearest: list.")]
    public void A_cut_that_does_not_fit_is_told_before_anything_is_read(string cut, string message) =>
        Assert.That(() => Numbered.Source(3).Filter(cut), Throws.InstanceOf<PipelineException>().With.Message.StartsWith(message));

    [Test]
    public void A_cut_that_is_no_expression_is_told_at_once() =>
        Assert.That(() => Numbered.Stream([1]).Filter("n >"), Throws.InstanceOf<PipelineException>());

    [Test]
    public void Rebatching_keeps_entries_in_order_and_makes_every_batch_but_the_last_full() =>
        Gen.Select(Gen.Int[0, 12].Array[0, 10], Gen.Int[1, 15]).Sample((sizes, size) =>
        {
            List<int[]> batches = Numbered.ReadAsync(Numbered.Stream(sizes).Rebatch(size)).GetAwaiter().GetResult();
            return batches.SelectMany(b => b).SequenceEqual(Enumerable.Range(0, sizes.Sum()))
                && batches.SkipLast(1).All(b => b.Length == size) && batches.All(b => b.Length is > 0 && b.Length <= size);
        });

    [Test]
    public async Task Columns_of_one_collection_share_their_offsets_after_every_operator()
    {
        IAsyncEnumerable<EntryBatch> stream = Numbered.Stream([5, 6, 7]).Define("twice", "list * 2").Rebatch(4).ShuffleEntries(6, 1)
            .Filter("n != 3").Rebatch(5);

        await foreach (EntryBatch batch in stream)
            using (batch) Assert.That(batch["twice"].SharesOffsetsWith(batch["list"]), Is.True);
    }

    [Test]
    public void Shuffling_loses_nothing_and_does_not_depend_on_how_entries_are_batched() =>
        Gen.Select(Gen.Int[0, 12].Array[0, 12], Gen.Int[1, 30], Gen.Long, Gen.Int[0, 5]).Sample((sizes, buffer, seed, epoch) =>
        {
            int[] shuffled = Numbered.ReadAllAsync(Numbered.Stream(sizes).ShuffleEntries(buffer, seed, epoch)).GetAwaiter().GetResult();
            int[] rebatched = Numbered.ReadAllAsync(Numbered.Stream([sizes.Sum()]).ShuffleEntries(buffer, seed, epoch))
                .GetAwaiter().GetResult();
            return shuffled.Order().SequenceEqual(Enumerable.Range(0, sizes.Sum())) && shuffled.SequenceEqual(rebatched);
        }, iter: 60);

    [Test]
    public async Task Another_seed_or_epoch_gives_another_order()
    {
        IBatchSource source = Numbered.Source(100).ShuffleEntries(50, seed: 3);

        int[] first = await Numbered.ReadAllAsync(source.ReadAsync(0)), again = await Numbered.ReadAllAsync(source.ReadAsync(0));
        int[] next = await Numbered.ReadAllAsync(source.ReadAsync(1));
        int[] other = await Numbered.ReadAllAsync(Numbered.Source(100).ShuffleEntries(50, seed: 4).ReadAsync(0));

        Assert.That(again, Is.EqualTo(first));
        Assert.That(next, Is.Not.EqualTo(first));
        Assert.That(other, Is.Not.EqualTo(first));
    }

    [Test]
    public async Task Shuffling_is_the_same_for_all_time()
    {
        int[] order = await Numbered.ReadAllAsync(Numbered.Stream([8]).ShuffleEntries(5, seed: 7));

        Assert.That(order, Is.EqualTo(new[] { 1, 4, 0, 7, 6, 3, 2, 5 }));
    }

    [Test]
    public async Task Entries_are_mixed_over_the_whole_buffer()
    {
        int[] order = await Numbered.ReadAllAsync(Numbered.Stream([1000]).ShuffleEntries(1000, seed: 5));

        double[] positions = [.. order.Select((n, at) => (double)Math.Abs(n - at))];
        Assert.That(positions.Average(), Is.EqualTo(333).Within(30), "the mean distance of two random places is a third");
    }

    [Test]
    public async Task Streams_are_interleaved_batch_by_batch_until_each_ends() =>
        Assert.That((await Numbered.ReadAsync(Numbered.Stream([1, 2]).Interleave(Numbered.Stream([3]), Numbered.Stream([4, 5, 6]))))
            .Select(b => b.Length),
            Is.EqualTo(new[] { 1, 3, 4, 2, 5, 6 }));

    [Test]
    public void Sources_with_other_columns_are_not_interleaved() =>
        Assert.That(() => Numbered.Source(1).Interleave(Numbered.Source(1).SelectColumns("n")),
            Throws.InstanceOf<PipelineException>().With.Message.Contains("other columns"));

    [Test]
    public void Arguments_are_checked_before_anything_is_read()
    {
        IAsyncEnumerable<EntryBatch> stream = Numbered.Stream([1]);

        Assert.That(() => stream.Rebatch(0), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => stream.ShuffleEntries(0, 1), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => stream.Prefetch(0), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => stream.Broadcast(0), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => stream.SplitEntries(new EntrySplit { Validation = 1.5 }, SplitPart.Training), Throws.ArgumentException);
        Assert.That(() => Numbered.Source(1).SplitEntries(new EntrySplit { By = ["list"] }),
            Throws.InstanceOf<PipelineException>().With.Message.Contains("one value an entry"));
    }

    [Test]
    public async Task A_source_passes_schema_and_length_through_its_operators()
    {
        using BatchSource source = Numbered.Source(10, 20);
        IBatchSource derived = source.Define("m", "list / n").Rebatch(7).ShuffleEntries(10, 1).Prefetch().SelectColumns("m", "n", "list");

        Assert.That(derived.Schema.Select(c => c.ToString()), Is.EqualTo(new[] { "m: float64[*]", "n: int32", "list: float32[*]" }));
        Assert.That(derived.EntryCount, Is.EqualTo(30));
        Assert.That(source.Filter("n > 3").EntryCount, Is.Null);
        Assert.That(source.Interleave(source).EntryCount, Is.EqualTo(60));
        await foreach (EntryBatch batch in derived.ReadAsync())
            using (batch) Assert.That(batch.Schema, Is.EqualTo(derived.Schema));
    }
}
