using Hep.Testing;

namespace Hep.Jagged.Tests;

[NonParallelizable]   // the meter counts batches of the whole process
public sealed class OwnershipTests
{
    private static readonly Lazy<ClassWeights> Weights = new(() =>
    {
        using BatchSource source = Numbered.Source(40);
        return ClassWeights.CollectAsync(source.Define(DatasetColumns.Label, "n % 2"), new ClassWeighting(GridAxis.Uniform("n", 4, 0, 40)))
            .GetAwaiter().GetResult();
    });

    public static IEnumerable<TestCaseData> Operators()
    {
        yield return Case("SelectColumns", s => s.SelectColumns("*"));
        yield return Case("Define", s => s.Define("m", "n + sum(list)"));
        yield return Case("Filter", s => s.Filter("n % 2 == 0"));
        yield return Case("Rebatch to more", s => s.Rebatch(13));
        yield return Case("Rebatch to fewer", s => s.Rebatch(3));
        yield return Case("RebatchBytes to more", s => s.RebatchBytes(170));
        yield return Case("RebatchBytes to single entries", s => s.RebatchBytes(1));
        yield return Case("PrefetchBytes", s => s.PrefetchBytes(200));
        yield return Case("ShuffleEntries", s => s.ShuffleEntries(9, seed: 1));
        yield return Case("SplitEntries", s => s.SplitEntries(new EntrySplit { Validation = 0.5 }, SplitPart.Training));
        yield return Case("SplitEntries into folds", s => s.SplitEntries(new EntrySplit().IntoFolds(3)[1], SplitPart.Validation));
        yield return Case("Prefetch", s => s.Prefetch(3));
        yield return Case("Interleave", s => s.Interleave(Numbered.Stream([4, 4]), Numbered.Stream([2])));
        yield return Case("Interleave in balance", s => s.Interleave(Interleaving.Balanced, Numbered.Stream([4, 4]), Numbered.Stream([2])));
        yield return Case("Interleave to the first end",
            s => s.Interleave(Interleaving.Weighted(1, 2) with { End = MixtureEnd.First },
                Numbered.Stream([.. Enumerable.Repeat(7, 2000)])));
        yield return Case("Reweight", s => s.Define(DatasetColumns.Label, "n % 2").Reweight(Weights.Value));
        yield return Case("Broadcast to one", s => s.Broadcast(1)[0]);
        yield return Case("all in a row",
            s => s.Prefetch().Define("m", "n").Filter("n > 3").ShuffleEntries(8, 1).Rebatch(4).Prefetch().SelectColumns("n", "list"));

        static TestCaseData Case(string name, Func<IAsyncEnumerable<EntryBatch>, IAsyncEnumerable<EntryBatch>> apply) =>
            new TestCaseData(apply).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Operators))]
    public async Task A_stream_read_to_its_end_leaves_no_batch_alive(Func<IAsyncEnumerable<EntryBatch>, IAsyncEnumerable<EntryBatch>> apply)
    {
        using LiveBatches live = new();

        await Numbered.ReadAsync(apply(Numbered.Stream([10, 0, 7, 20])));

        Assert.That(live.Count, Is.Zero);
    }

    [TestCaseSource(nameof(Operators))]
    public async Task An_abandoned_stream_leaves_no_batch_alive(Func<IAsyncEnumerable<EntryBatch>, IAsyncEnumerable<EntryBatch>> apply)
    {
        using LiveBatches live = new();

        await foreach (EntryBatch batch in apply(Numbered.Stream([10, 7, 20, 10])))
        {
            batch.Dispose();
            break;
        }

        Assert.That(live.Count, Is.Zero);
    }

    [TestCaseSource(nameof(Operators))]
    public void A_failing_stream_hands_its_error_on_and_leaves_no_batch_alive(
        Func<IAsyncEnumerable<EntryBatch>, IAsyncEnumerable<EntryBatch>> apply)
    {
        using LiveBatches live = new();
        IOException failure = new("disk on fire");

        Assert.That(async () => await Numbered.ReadAsync(apply(Numbered.Stream([10, 7, 20], failure))), Throws.Exception.SameAs(failure));

        Assert.That(live.Count, Is.Zero);
    }

    [TestCaseSource(nameof(Operators))]
    public void A_cancelled_stream_ends_with_cancellation_and_leaves_no_batch_alive(
        Func<IAsyncEnumerable<EntryBatch>, IAsyncEnumerable<EntryBatch>> apply)
    {
        using LiveBatches live = new();
        using CancellationTokenSource stop = new();

        Assert.That(async () =>
        {
            await foreach (EntryBatch batch in apply(Numbered.Stream([.. Enumerable.Repeat(10, 1000)])).WithCancellation(stop.Token))
            {
                batch.Dispose();
                await stop.CancelAsync();
            }
        }, Throws.InstanceOf<OperationCanceledException>());

        Assert.That(live.Count, Is.Zero);
    }

    [TestCaseSource(nameof(Operators))]
    public async Task A_stream_can_be_read_again_with_the_same_result(
        Func<IAsyncEnumerable<EntryBatch>, IAsyncEnumerable<EntryBatch>> apply)
    {
        if (TestContext.CurrentContext.Test.Name.Contains("Broadcast", StringComparison.Ordinal))
            Assert.Pass("a broadcast is read once: tested there");
        IAsyncEnumerable<EntryBatch> stream = apply(Numbered.Stream([10, 7, 20]));

        List<int[]> first = await Numbered.ReadAsync(stream);

        Assert.That(await Numbered.ReadAsync(stream), Is.EqualTo(first));
    }

    [Test]
    public void An_expression_that_fails_in_the_middle_of_a_stream_leaves_no_batch_alive()
    {
        using LiveBatches live = new();
        IAsyncEnumerable<EntryBatch> stream = Numbered.Stream([2, 2]).Define("twice", "list * 2")
            .Define("bad", "if(n > 1, 1, 1) * list[n > 1 && list > 0] + list");

        Assert.That(async () => await Numbered.ReadAsync(stream), Throws.InstanceOf<PipelineException>());

        Assert.That(live.Count, Is.Zero);
    }

    [Test]
    public void A_source_in_memory_gives_its_batches_back_once()
    {
        using LiveBatches live = new();

        using (BatchSource source = Numbered.Source(3, 4))
        {
            source.Dispose();
        }

        Assert.That(live.Count, Is.Zero);
    }
}
