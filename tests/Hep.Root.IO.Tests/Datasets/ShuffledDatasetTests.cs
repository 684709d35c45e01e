using Hep.Jagged;
using Hep.Testing;

namespace Hep.Root.IO.Tests.Datasets;

/// <summary>Shuffled reading of real files: the right entries, with their own content, whatever reads them.</summary>
[NonParallelizable]
public sealed class ShuffledDatasetTests
{
    private const string Sources = """
        [{ "files": ["signal.root"], "label": 1, "entries": [100, 3500] }, { "files": ["background*.root"], "tree": "Events", "label": 0 }]
        """;

    private static readonly string Folder = Path.GetDirectoryName(TestData.Sample("signal.root"))!;
    private static readonly ShuffleOptions Shuffle = new() { Files = 2, Buffer = 900, Seed = 5 };

    [Test]
    public async Task Every_entry_comes_once_with_its_own_content()
    {
        Dictionary<(int, long), (float, string)> stored =
            (await ReadAsync(new DatasetOptions())).ToDictionary(e => e.Entry, e => e.Content);

        List<((int, long) Entry, (float, string) Content)> mixed = await ReadAsync(new DatasetOptions { Shuffle = Shuffle });

        Assert.That(mixed.Select(e => e.Entry), Is.EquivalentTo(stored.Keys));
        Assert.That(mixed.Select(e => e.Entry), Is.Not.Ordered);
        foreach (((int, long) entry, (float, string) content) in mixed) Assert.That(content, Is.EqualTo(stored[entry]), $"{entry}");
    }

    [Test]
    public async Task Threads_batches_and_columns_do_not_change_the_order(
        [Values(1, 2, 4)] int threads, [Values(7, 1000, 100_000)] int batch)
    {
        List<((int, long) Entry, (float, string))> once = await ReadAsync(new DatasetOptions { Shuffle = Shuffle });

        DatasetOptions options = new() { Shuffle = Shuffle, Reading = new ReadOptions { Threads = threads, BatchSize = batch } };
        Assert.That(await ReadAsync(options), Is.EqualTo(once));
        RootDataset narrow = await OpenAsync(options with { Columns = ["MET_pt"] });
        List<(int, long)> order = [];
        await foreach (EntryBatch part in narrow.ReadAsync())
            using (part)
            {
                Assert.That(part.EntryCount, Is.LessThanOrEqualTo(batch));
                order.AddRange(EntriesOf(part));
            }
        Assert.That(order, Is.EqualTo(once.Select(e => e.Entry)));
    }

    [Test]
    public async Task Reading_goes_on_from_a_token([Values(0, 1, 899, 900, 901, 4000, 99_999)] int from, [Values] bool mixes)
    {
        DatasetOptions options = new() { Shuffle = mixes ? Shuffle : null };
        RootDataset dataset = await OpenAsync(options);
        List<((int, long), (float, string))> whole = await ReadAsync(options, epoch: 2);

        DatasetPosition position = DatasetPosition.FromToken(dataset.PositionOf(2, from).ToToken());

        Assert.That(position, Is.EqualTo(dataset.PositionOf(2, from)));
        Assert.That(await ReadAsync(dataset.ReadAsync(position)), Is.EqualTo(whole.Skip(from)));
    }

    [Test]
    public async Task Behind_each_batch_of_a_chain_over_files_reading_goes_on(
        [Values("plain", "shuffled", "operators", "mixture")] string kind, [Values(1, 2)] int threads)
    {
        RootDataset dataset = await OpenAsync(new DatasetOptions { Reading = new ReadOptions { Threads = threads, BatchSize = 300 } });
        IBatchSource chain = kind switch
        {
            "plain" => dataset,
            "shuffled" => dataset.WithShuffle(Shuffle),
            "operators" => dataset.Filter("MET_pt > 20").ShuffleEntries(Shuffle).ShuffleEntries(50, seed: 1).Rebatch(77).Prefetch(),
            _ => (await EntryMixture.CollectAsync(dataset, EntryMixing.Balanced)).Mix(dataset).ShuffleEntries(Shuffle).Rebatch(300),
        };
        List<(List<((int, long), (float, string))> Entries, string Place)> whole = await ReadPlacedAsync(chain, null);

        for (int at = 0; at < whole.Count; at += 7)
            Assert.That(await ReadPlacedAsync(chain, BatchPosition.FromJson(whole[at].Place)), Is.EqualTo(whole.Skip(at + 1)));

        Assert.That(whole.SelectMany(b => b.Entries), Is.EqualTo(await ReadAsync(chain.ReadAsync(1))));
        Assert.That(whole, Has.Count.GreaterThan(8));
    }

    [Test]
    public async Task A_place_of_other_options_is_refused()
    {
        IBatchSource one = await OpenAsync(new DatasetOptions { Shuffle = Shuffle }),
            other = await OpenAsync(new DatasetOptions { Shuffle = Shuffle with { Seed = 6 } });
        string place = (await ReadPlacedAsync(one, null))[0].Place;

        Assert.That(() => ReadPlacedAsync(other, BatchPosition.FromJson(place)),
            Throws.TypeOf<PipelineException>().With.Message.Contains("other files"));
    }

    [Test]
    public async Task A_shuffle_behind_other_operators_reaches_the_files([Values(1, 2)] int threads)
    {
        RootDataset dataset = await OpenAsync(new DatasetOptions { Reading = new ReadOptions { Threads = threads } });
        List<((int, long), (float, string))> opened = await ReadAsync(new DatasetOptions { Shuffle = Shuffle }, epoch: 1);

        IBatchSource cut = dataset.Define("twice", "2 * MET_pt").Filter("twice > 60").SelectColumns("Jet_pt", "MET_pt").Rebatch(77);

        Assert.That(await ReadAsync(dataset.WithShuffle(Shuffle).ReadAsync(1)), Is.EqualTo(opened));
        Assert.That(await ReadAsync(cut.ShuffleEntries(Shuffle).ReadAsync(1)),
            Is.EqualTo(opened.Where(e => e.Item2.Item1 > 30)));
    }

    [Test]
    public async Task A_sample_reads_some_clusters_the_same_in_each_epoch([Values] bool mixes, [Values] DatasetInspection inspection)
    {
        DatasetSpecification many = DatasetSpecification.FromJson(
            """[{ "files": ["signal.root"] }, { "files": ["background*.root"] }]""", Folder);
        DatasetOptions options = new() { Shuffle = mixes ? Shuffle : null, Inspection = inspection, Columns = ["MET_pt", "Jet_pt"] };
        RootDataset dataset = await RootDataset.OpenAsync(many, options);
        List<((int, long), (float, string))> all = await ReadAsync(dataset.ReadAsync());
        List<List<((int, long), (float, string))>> samples = [];

        for (int seed = 0; seed < 12; seed++)
        {
            RootDataset part = dataset.WithSample(new DatasetSample(0.5) { Seed = seed });
            samples.Add(await ReadAsync(part.ReadAsync()));
            Assert.That(await ReadAsync(part.ReadAsync(epoch: 1)), Is.EquivalentTo(samples[^1]));
            Assert.That(part.EntryCount, Is.Null);
        }

        Assert.That(samples.SelectMany(s => s).Distinct(), Is.EquivalentTo(all));
        Assert.That(samples.Average(s => s.Count), Is.InRange(0.3 * all.Count, 0.7 * all.Count));
        Assert.That(await ReadAsync(dataset.WithSample(new DatasetSample(1)).ReadAsync()), Is.EqualTo(all));
        Assert.That(() => new DatasetSample(0), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new DatasetSample(1.1), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public async Task Where_the_reader_cuts_a_shuffle_mixes_within_its_buffer()
    {
        DatasetOptions cut = new() { Reading = new ReadOptions { Where = Expression.Parse("MET_pt > 30") } };
        RootDataset dataset = await OpenAsync(cut);

        List<((int, long) Entry, (float, string))> mixed = await ReadAsync(dataset.ShuffleEntries(Shuffle).ReadAsync());

        Assert.That(() => dataset.WithShuffle(Shuffle), Throws.ArgumentException);
        Assert.That(mixed, Is.EquivalentTo(await ReadAsync(cut)));
        Assert.That(mixed.Select(e => e.Entry), Is.Not.Ordered);
    }

    [Test]
    public async Task Shards_are_equal_and_share_nothing()
    {
        List<(int, long)> all = [];
        List<int> counts = [];
        for (int rank = 0; rank < 3; rank++)
        {
            DatasetOptions options = new() { Shuffle = Shuffle, Shard = new DatasetShard(rank, 3) };
            List<((int, long) Entry, (float, string))> shard = await ReadAsync(options);
            Assert.That((await OpenAsync(options)).EntryCount, Is.EqualTo(shard.Count));
            counts.Add(shard.Count);
            all.AddRange(shard.Select(e => e.Entry));
        }

        long entries = (await OpenAsync(new DatasetOptions())).EntryCount!.Value;
        Assert.That(counts, Is.All.EqualTo(entries / 3));
        Assert.That(all, Is.Unique);
    }

    [Test]
    public async Task A_shard_taken_behind_operators_is_that_of_the_files([Values] bool mixes)
    {
        RootDataset whole = await OpenAsync(new DatasetOptions { Shuffle = mixes ? Shuffle : null }),
            opened = await OpenAsync(new DatasetOptions { Shuffle = mixes ? Shuffle : null, Shard = new DatasetShard(1, 3) });
        IBatchSource shard = whole.Define("twice", "2 * MET_pt").Filter("twice > 60").SelectColumns("Jet_pt", "MET_pt").WithShard(1, 3);

        Assert.That(await ReadAsync(shard.ReadAsync(1)),
            Is.EqualTo((await ReadAsync(opened.ReadAsync(1))).Where(e => e.Content.Item1 > 30)));
        Assert.That(whole.Rebatch(10).WithShard(1, 3).EntryCount, Is.EqualTo(whole.EntryCount / 3));
        Assert.That(() => opened.WithShard(new DatasetShard(0, 2)), Throws.ArgumentException);
        Assert.That(((IBatchSource)opened).WithShard(1, 2).EntryCount, Is.EqualTo(whole.EntryCount / 3 / 2));
    }

    [Test]
    public async Task Sources_chosen_behind_operators_leave_the_files_of_others_unread()
    {
        RootDataset whole = await OpenAsync(new DatasetOptions { Shard = new DatasetShard(1, 3) }), second = whole.WithSources(1);
        IBatchSource derived = whole.Define("twice", "2 * MET_pt").Filter("MET_pt >= 0").SelectColumns("twice", "hep.label");

        List<(int Source, long Entry)> chosen = [];
        await foreach (EntryBatch batch in derived.WithSources([1]).ShuffleEntries(Shuffle).ReadAsync())
            using (batch) chosen.AddRange(EntriesOf(batch));

        Assert.That(chosen.Select(e => e.Source), Has.All.EqualTo(1));
        Assert.That(chosen, Is.Unique.And.Count.EqualTo(second.EntryCount));      // a third of that source, not of the whole
        Assert.That(second.EntryCount, Is.EqualTo((await OpenAsync(new DatasetOptions())).WithSources(1).EntryCount / 3));
        Assert.That(second.Schema, Is.EqualTo(whole.Schema));
        Assert.That(() => whole.WithSources(2), Throws.ArgumentException.With.Message.Contains("no files of source 2"));
    }

    [Test]
    public async Task A_position_of_other_options_is_refused()
    {
        DatasetPosition position = (await OpenAsync(new DatasetOptions { Shuffle = Shuffle })).PositionOf(0, 10);
        RootDataset other = await OpenAsync(new DatasetOptions { Shuffle = Shuffle with { Seed = 6 } });

        Assert.That(() => other.ReadAsync(position), Throws.TypeOf<PipelineException>().With.Message.Contains("other files"));
    }

    [TestCase("")]
    [TestCase("abc")]
    [TestCase("e30")]
    [TestCase("eyJlcG9jaCI6LTEsImVudHJpZXMiOjAsInBsYW4iOiIwIn0")]
    [TestCase("eyJlcG9jaCI6MCwiZW50cmllcyI6MCwicGxhbiI6bnVsbH0")]
    [TestCase("W10")]
    public void What_is_no_token_is_refused(string token) =>
        Assert.That(() => DatasetPosition.FromToken(token), Throws.TypeOf<PipelineException>().With.Message.Contains("is no position"));

    [Test]
    public async Task A_stream_that_is_left_gives_its_batches_back([Values(1, 3)] int threads)
    {
        using LiveBatches live = new();
        RootDataset dataset = await OpenAsync(
            new DatasetOptions { Shuffle = Shuffle, Reading = new ReadOptions { Threads = threads, BatchSize = 50 } });

        await foreach (EntryBatch batch in dataset.ReadAsync())
            using (batch)
                if (batch.EntryCount > 0) break;

        Assert.That(live.Count, Is.Zero);
    }

    [Test]
    public async Task A_cut_of_the_reader_is_refused_where_entries_are_counted_before_it()
    {
        DatasetOptions cut = new() { Reading = new ReadOptions { Where = Expression.Parse("MET_pt > 1") } };
        RootDataset dataset = await OpenAsync(cut);

        Assert.That(() => OpenAsync(cut with { Shuffle = Shuffle }), Throws.ArgumentException);
        Assert.That(() => OpenAsync(cut with { Shard = new DatasetShard(0, 2) }), Throws.ArgumentException);
        Assert.That(() => dataset.ReadAsync(dataset.PositionOf(0, 1)), Throws.TypeOf<PipelineException>().With.Message.Contains("Filter"));
        List<(List<((int, long), (float, string))>, string Place)> whole = await ReadPlacedAsync(dataset, null);
        Assert.That(await ReadPlacedAsync(dataset, BatchPosition.FromJson(whole[0].Place)), Is.EqualTo(whole.Skip(1)));
    }

    private static Task<RootDataset> OpenAsync(DatasetOptions options) =>
        RootDataset.OpenAsync(
            DatasetSpecification.FromJson(Sources, Folder), options with { Columns = options.Columns ?? ["MET_pt", "Jet_pt"] });

    private static async Task<List<((int, long) Entry, (float, string) Content)>> ReadAsync(DatasetOptions options, int epoch = 0) =>
        await ReadAsync((await OpenAsync(options)).ReadAsync(epoch));

    private static async Task<List<((int, long) Entry, (float, string) Content)>> ReadAsync(IAsyncEnumerable<EntryBatch> stream)
    {
        List<((int, long), (float, string))> read = [];
        await foreach (EntryBatch batch in stream)
            using (batch) read.AddRange(ContentOf(batch));
        return read;
    }

    private static async Task<List<(List<((int, long), (float, string))> Entries, string Place)>> ReadPlacedAsync(
        IBatchSource source, BatchPosition? from)
    {
        List<(List<((int, long), (float, string))>, string)> read = [];
        await foreach ((EntryBatch batch, BatchPosition behind) in source.ReadPlacedAsync(1, from))
            using (batch) read.Add((ContentOf(batch), behind.ToJson()));
        return read;
    }

    private static List<((int, long) Entry, (float, string) Content)> ContentOf(EntryBatch batch) =>
        [.. EntriesOf(batch).Select((entry, row) => (entry,
            (batch.Get<float>("MET_pt").Values[row], string.Join(' ', batch.Get<float>("Jet_pt")[row].ToArray()))))];

    private static IEnumerable<(int Source, long Entry)> EntriesOf(EntryBatch batch)
    {
        for (int i = 0; i < batch.EntryCount; i++)
        {
            EntrySource source = batch.Identities.SourceOf(i);
            yield return (source.DatasetSource, source.ChainStart + batch.Identities.Entries[i]);
        }
    }
}
