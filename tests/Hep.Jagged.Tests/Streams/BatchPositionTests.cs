using CsCheck;
using Hep.Testing;

namespace Hep.Jagged.Tests;

[NonParallelizable]   // the meter counts batches of the whole process
public sealed class BatchPositionTests
{
    private static readonly Gen<int[]> Sizes = Gen.Int[0, 20].Array[1, 30];

    private static readonly Func<IBatchSource, int, IBatchSource>[] Operators =
    [
        (s, n) => s.Rebatch(n),
        (s, n) => s.RebatchBytes(40 * n),
        (s, n) => s.ShuffleEntries(n, seed: n),
        (s, n) => s.ShuffleEntries(new ShuffleOptions { Buffer = n, Seed = n }),
        (s, n) => s.Filter($"number % {n + 1} != 1"),
        (s, _) => s.Define("twice", "2 * number"),
        (s, _) => s.SelectColumns("x", "number", DatasetColumns.Label),
        (s, n) => s.SplitEntries(new EntrySplit { Validation = 0.3, Seed = n }).Training,
        (s, n) => s.SplitEntries(new EntrySplit { Validation = 0.3, By = ["number"] }.IntoFolds(n + 1)[0]).Training,
        (s, n) => s.Prefetch(n),
        (s, n) => s.PrefetchBytes(100 * n),
        (s, n) => s.Interleave(Interleaving.RoundRobin with { End = (MixtureEnd)(n % 3) }, s.Rebatch(n)),
        (s, n) => s.Interleave(Interleaving.Weighted(1, n) with { End = (MixtureEnd)(n % 3) }, s.ShuffleEntries(n, seed: 7)),
        (s, n) => Mixture((MixtureEnd)(n % 3)).Mix(s),
        (s, _) => s.WithSources([0, 1]),
        (s, n) => s.WithShard(n % 3, 3),
    ];

    private static readonly Gen<(int Operator, int Number)[]> Chains =
        Gen.Select(Gen.Int[0, Operators.Length - 1], Gen.Int[1, 25]).Array[1, 5];

    [Test]
    public async Task Behind_each_batch_of_any_chain_reading_goes_on_with_the_same_batches_and_places()
    {
        await Gen.Select(Sizes, Chains, Gen.Int[0, 3], Gen.Double[0, 1]).SampleAsync(async (sizes, chain, epoch, share) =>
        {
            IBatchSource source = Build(sizes, chain);
            List<(string Content, string Place)> whole;
            try
            {
                whole = await ReadAsync(source, epoch, null);
            }
            catch (PipelineException empty) when (empty.Message.Contains("has no entries"))
            {
                return true;                            // nothing begins again
            }
            List<string> plain = [];
            await foreach (EntryBatch batch in source.ReadAsync(epoch))
                using (batch) plain.Add(Describe(batch));
            if (!plain.SequenceEqual(whole.Select(b => b.Content))) return false;
            if (whole.Count == 0) return true;

            int at = (int)(share * (whole.Count - 1));
            List<(string, string)> rest = await ReadAsync(Build(sizes, chain), epoch, BatchPosition.FromJson(whole[at].Place));

            return rest.SequenceEqual(whole.Skip(at + 1));
        }, iter: 300, threads: 1);
    }

    [Test]
    public async Task A_mixture_goes_on_within_it_and_has_nothing_behind_its_end([Values] MixtureEnd end)
    {
        NumberedEntries entries = new([.. Enumerable.Repeat(101, 150)]);
        IBatchSource mixed = Mixture(end).Mix(entries.Filter("number % 10 != 3")).ShuffleEntries(new ShuffleOptions { Buffer = 500 });
        List<(string, string Place)> whole = await ReadAsync(mixed, 2, null);

        Assert.That(whole, Has.Count.GreaterThan(2));
        for (int at = 0; at < whole.Count; at++)
            Assert.That(await ReadAsync(mixed, 2, BatchPosition.FromJson(whole[at].Place)), Is.EqualTo(whole.Skip(at + 1)));
    }

    [Test]
    public async Task A_shuffle_reads_again_what_waits_in_its_buffer_and_not_the_epoch()
    {
        NumberedEntries entries = new([.. Enumerable.Repeat(10, 5000)]);
        IBatchSource chain = entries.Filter("number % 2 == 0").ShuffleEntries(100, seed: 3).Rebatch(64).Prefetch();
        List<(string, string Place)> whole = await ReadAsync(chain, 0, null);

        entries.Given = 0;
        List<(string, string)> rest = await ReadAsync(chain, 0, BatchPosition.FromJson(whole[^2].Place));

        Assert.That(rest, Is.EqualTo(whole.TakeLast(1)));
        Assert.That(entries.Given, Is.LessThan(50_000 / 5));
    }

    [Test]
    public async Task A_source_that_knows_no_places_is_read_and_dropped_up_to_there()
    {
        using BatchSource source = BatchSource.From(Column.Create("number", [1.0, 2, 3, 4, 5]));
        IBatchSource halves = new WithoutPlaces(source.Rebatch(2));
        List<(string, string Place)> whole = await ReadAsync(halves, 0, null);

        Assert.That(await ReadAsync(halves, 0, BatchPosition.FromJson(whole[0].Place)), Is.EqualTo(whole.Skip(1)));
        Assert.That(await ReadAsync(halves, 0, BatchPosition.FromJson(whole[2].Place)), Is.Empty);
    }

    [Test]
    public async Task A_position_of_another_chain_is_refused()
    {
        NumberedEntries entries = new([7, 7, 7]);
        BatchPosition two = await LastAsync(entries.Rebatch(2)), shuffled = await LastAsync(entries.ShuffleEntries(5, seed: 1));

        Assert.That(() => ReadAsync(entries.Rebatch(3), 0, two),
            Throws.TypeOf<PipelineException>().With.Message.Contains("batches of 2 entries, not of 3"));
        Assert.That(() => ReadAsync(entries.ShuffleEntries(5, seed: 2), 0, shuffled),
            Throws.TypeOf<PipelineException>().With.Message.Contains("seed 1"));
        Assert.That(() => ReadAsync(entries.Rebatch(2), 0, shuffled),
            Throws.TypeOf<PipelineException>().With.Message.Contains("'rebatch'").And.Message.Contains("'shuffle'"));
        Assert.That(() => ReadAsync(new NumberedEntries([7]).ShuffleEntries(5, seed: 1), 0, shuffled),
            Throws.TypeOf<PipelineException>().With.Message.Contains("there are only"));
    }

    [TestCase("")]
    [TestCase("{}")]
    [TestCase("""{"of":"","at":[]}""")]
    [TestCase("""{"of":"rebatch","at":[1.5]}""")]
    [TestCase("""{"of":"rebatch","at":[1],"from":7}""")]
    [TestCase("""{"of":"rebatch","at":[1],"to":null}""")]
    public void A_text_that_is_no_position_is_refused(string text) =>
        Assert.That(() => BatchPosition.FromJson(text), Throws.TypeOf<PipelineException>());

    [Test]
    public async Task A_stream_that_is_left_after_going_on_frees_what_it_held()
    {
        NumberedEntries entries = new([.. Enumerable.Repeat(10, 30)]);
        IBatchSource chain = Mixture(MixtureEnd.Longest).Mix(entries.ShuffleEntries(40, seed: 3).Rebatch(7)).RebatchBytes(500);
        List<(string, string Place)> whole = await ReadAsync(chain, 0, null);
        using LiveBatches live = new();

        await foreach ((EntryBatch batch, _) in chain.ReadPlacedAsync(0, BatchPosition.FromJson(whole[2].Place)))
            using (batch) break;

        Assert.That(live.Count, Is.Zero);
    }

    private static IBatchSource Build(int[] sizes, (int Operator, int Number)[] chain)
    {
        IBatchSource source = new NumberedEntries(sizes);
        foreach ((int index, int number) in chain) source = Operators[index](source, number);
        return source;
    }

    // Groups of a source of two classes, three entries of the one for two of the other.
    private static EntryMixture Mixture(MixtureEnd end)
    {
        EntryMixing mixing = EntryMixing.OfLabels(new Dictionary<double, double> { [0] = 3, [1] = 2 }) with { End = end };
        return EntryMixture.CollectAsync(new NumberedEntries([8]), mixing).GetAwaiter().GetResult();
    }

    private static async Task<BatchPosition> LastAsync(IBatchSource source) =>
        BatchPosition.FromJson((await ReadAsync(source, 0, null))[^1].Place);

    private static async Task<List<(string Content, string Place)>> ReadAsync(IBatchSource source, int epoch, BatchPosition? from)
    {
        List<(string, string)> read = [];
        await foreach ((EntryBatch batch, BatchPosition behind) in source.ReadPlacedAsync(epoch, from))
            using (batch) read.Add((Describe(batch), behind.ToJson()));
        return read;
    }

    private static string Describe(EntryBatch batch) => string.Join(' ', Enumerable.Range(0, batch.EntryCount).Select(i =>
        $"{batch.Identities.Entries[i]}:{string.Join('|', batch.Columns.Select(c => c.Name + Text(c, i)))}"));

    private static string Text(Column column, int entry) => column switch
    {
        Column<double> { Schema.Depth: 0 } flat => flat.Values[entry].ToString("R", null),
        Column<double> jagged => string.Join(',', jagged[entry].ToArray()),
        _ => throw new InvalidOperationException(column.Name),
    };

    private sealed class WithoutPlaces(IBatchSource source) : IBatchSource
    {
        public Schema Schema => source.Schema;

        public long? EntryCount => source.EntryCount;

        public IAsyncEnumerable<EntryBatch> ReadAsync(int epoch = 0, CancellationToken cancellationToken = default) =>
            source.ReadAsync(epoch, cancellationToken);
    }
}
