using Hep.Jagged;
using Hep.Testing;

namespace Hep.Root.IO.Tests.Datasets;

public sealed class RootDatasetTests
{
    private static readonly string Folder = Path.GetDirectoryName(TestData.Sample("signal.root"))!;

    [Test]
    public async Task Files_of_all_sources_follow_each_other_with_label_and_weight()
    {
        RootDataset dataset = await OpenAsync("""
            [{ "files": ["signal.root"], "label": 1 },
             { "files": ["background*.root"], "tree": "Events", "label": 0, "weight": "abs(genWeight) + 1" }]
            """, "MET_pt", "genWeight");

        List<(string File, int Source, long Count)> parts = [];
        await foreach (EntryBatch batch in dataset.ReadAsync())
            using (batch)
            {
                EntrySource source = batch.Identities.SourceOf(0);
                bool isSignal = source.DatasetSource == 0;
                parts.Add((Path.GetFileName(source.Location), source.DatasetSource, source.ChainStart));
                Assert.That(batch.Get<float>("hep.label").Values.ToArray(), Is.All.EqualTo(isSignal ? 1f : 0f));
                float[] weights = batch.Get<float>("hep.weight").Values.ToArray(),
                    stored = batch.GetAs<float>("genWeight").Values.ToArray();
                Assert.That(weights,
                    Is.EqualTo(isSignal ? Enumerable.Repeat(1f, weights.Length) : stored.Select(w => (float)(Math.Abs((double)w) + 1))));
            }

        long background = await EntriesAsync("background.root");
        Assert.That(parts.Distinct(),
            Is.EqualTo(new[] { ("signal.root", 0, 0L), ("background.root", 1, 0L), ("background2.root", 1, background) }));
        Assert.That(dataset.Schema.Select(c => c.Name), Is.EqualTo(new[] { "MET_pt", "genWeight", "hep.label", "hep.weight" }));
    }

    [Test]
    public async Task A_range_counts_over_the_chain_of_files()
    {
        long first = await EntriesAsync("background.root"), second = await EntriesAsync("background2.root");
        RootDataset dataset = await OpenAsync(
            $$"""[{ "files": ["background.root", "background2.root"], "entries": [{{first - 3}}, {{first + 2}}] }]""", "MET_pt");

        List<(long Chain, long Entry)> entries = [];
        await foreach (EntryBatch batch in dataset.ReadAsync())
            using (batch)
                for (int i = 0; i < batch.EntryCount; i++)
                    entries.Add((batch.Identities.SourceOf(i).ChainStart, batch.Identities.Entries[i]));

        Assert.That(second, Is.GreaterThan(2));
        Assert.That(entries, Is.EqualTo(new[] { (0L, first - 3), (0, first - 2), (0, first - 1), (first, 0L), (first, 1) }));
        Assert.That(dataset.EntryCount, Is.EqualTo(5));
    }

    [TestCase("[0, 0]", 0)]
    [TestCase("[999999999, null]", 0)]
    [TestCase("[5, 9]", 4)]
    public async Task A_range_may_hold_few_entries_or_none(string range, int count)
    {
        RootDataset dataset = await OpenAsync($$"""[{ "files": ["signal.root"], "entries": {{range}} }]""", "MET_pt");

        long read = 0;
        await foreach (EntryBatch batch in dataset.ReadAsync()) using (batch) read += batch.EntryCount;

        Assert.That(read, Is.EqualTo(count));
        Assert.That(dataset.EntryCount, Is.EqualTo(count));
        Assert.That(dataset.Schema.TryGet("MET_pt", out _), Is.True);
    }

    [Test]
    public async Task Values_are_those_of_the_file()
    {
        RootDataset dataset = await OpenAsync("""[{ "files": ["signal.root"], "entries": [100, 150] }]""", "Jet_*", "nJet");
        await using RootFile file = await RootFile.OpenAsync(TestData.Sample("signal.root"));
        RootTree tree = await file.OpenTreeAsync();

        using EntryBatch read = await OnlyAsync(dataset.ReadAsync());
        using EntryBatch expected =
            await OnlyAsync(tree.ReadBatchesAsync(["Jet_pt"], new ReadOptions { FirstEntry = 100, EndEntry = 150 }));

        Assert.That(read.Get<float>("Jet_pt").Values.ToArray(), Is.EqualTo(expected.Get<float>("Jet_pt").Values.ToArray()));
        Assert.That(read["Jet_pt"].SharesOffsetsWith(read["Jet_eta"]));
        Assert.That(read.Schema.Any(c => c.Name.StartsWith("Muon", StringComparison.Ordinal)), Is.False);
    }

    [Test]
    public async Task Selecting_columns_of_a_dataset_reads_no_others()
    {
        RootDataset dataset = await OpenAsync("""[{ "files": ["signal.root"], "label": "nJet", "entries": [0, 10] }]""");

        IBatchSource selected = dataset.SelectColumns("hep.label", "MET_pt");

        Assert.That(selected, Is.TypeOf<RootDataset>());
        using EntryBatch batch = await OnlyAsync(selected.ReadAsync());
        Assert.That(batch.Schema.Select(c => c.Name), Is.EqualTo(new[] { "hep.label", "MET_pt" }));
        Assert.That(batch.Schema, Is.EqualTo(selected.Schema));
    }

    [Test]
    public async Task Columns_that_the_dataset_adds_can_be_read_alone()
    {
        RootDataset dataset = await OpenAsync("""[{ "files": ["signal.root"], "label": 1, "entries": [0, 7] }]""");

        using EntryBatch batch = await OnlyAsync(dataset.SelectColumns("hep.*").ReadAsync());

        Assert.That(batch.Get<float>("hep.label").Values.ToArray(), Is.EqualTo(Enumerable.Repeat(1f, 7)));
        Assert.That(batch.Identities.Entries.ToArray(), Is.EqualTo(Enumerable.Range(0, 7)));
    }

    [Test]
    public async Task Two_readings_give_the_same()
    {
        RootDataset dataset = await OpenAsync("""[{ "files": ["background2.root"] }]""", "MET_pt");

        double first = await SumAsync(dataset), second = await SumAsync(dataset);

        Assert.That(second, Is.EqualTo(first).And.Not.Zero);

        static async Task<double> SumAsync(RootDataset dataset)
        {
            double sum = 0;
            await foreach (EntryBatch batch in dataset.ReadAsync())
                using (batch)
                    foreach (float value in batch.Get<float>("MET_pt").Values) sum += value;
            return sum;
        }
    }

    [TestCase("""[{ "files": ["missing.root"] }]""", "missing.root")]
    [TestCase("""[{ "files": ["root://127.0.0.1:1//store/a.root"] }]""", "cannot be reached")]
    [TestCase("""[{ "files": ["ftp://host/a.root"] }]""", "remote")]
    [TestCase("""[{ "files": ["signal.root"], "tree": "Evnts" }]""", "Events")]
    public void A_file_that_cannot_be_read_is_named(string json, string reason)
    {
        RootException refusal = Assert.ThrowsAsync<RootException>(() => OpenAsync(json))!;

        Assert.That(refusal.File, Is.Not.Null);
        Assert.That(refusal.Message, Does.Contain(reason));
    }

    [TestCase("""[{ "files": ["signal.root"], "label": "nJett" }]""", "dataset.sources[0].label: No column 'nJett'. Nearest: nJet")]
    [TestCase("""[{ "files": ["signal.root"], "label": "Jet_pt" }]""", "one number an entry")]
    [TestCase("""[{ "files": ["signal.root"], "weight": "1 +" }]""", "1 +")]
    public void A_formula_that_does_not_fit_is_told_on_opening(string json, string reason)
    {
        Assert.That(() => OpenAsync(json), Throws.TypeOf<PipelineException>().With.Message.Contains(reason));
    }

    [Test]
    public void A_column_that_no_file_has_is_told_with_near_names()
    {
        Assert.That(() => OpenAsync("""[{ "files": ["signal.root"] }]""", "MET_ptt"),
            Throws.TypeOf<PipelineException>().With.Message.Contains("MET_pt"));
    }

    [Test]
    public async Task A_file_that_changes_after_opening_is_refused()
    {
        string folder = TestData.NewFolder(), path = Path.Combine(folder, "a.root");
        File.Copy(TestData.Sample("background2.root"), path);
        RootDataset dataset = await RootDataset.OpenAsync(DatasetSpecification.FromJson("""[{ "files": ["a.root"] }]""", folder));
        File.Copy(TestData.Sample("signal.root"), path, overwrite: true);

        Assert.That(() => OnlyAsync(dataset.ReadAsync()), Throws.TypeOf<RootException>().With.Message.Contains("has changed"));
        Directory.Delete(folder, recursive: true);
    }

    [Test]
    public async Task Reading_can_be_cancelled()
    {
        RootDataset dataset = await OpenAsync("""[{ "files": ["signal.root", "background*.root"] }]""", "MET_pt");
        using CancellationTokenSource cancelled = new();
        await cancelled.CancelAsync();

        Assert.That(() => OnlyAsync(dataset.ReadAsync(0, cancelled.Token)), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void A_range_in_the_options_is_refused()
    {
        DatasetOptions options = new() { Reading = new ReadOptions { FirstEntry = 5 } };

        Assert.That(() => RootDataset.OpenAsync(DatasetSpecification.FromJson("""[{ "files": ["signal.root"] }]""", Folder), options),
            Throws.ArgumentException);
    }

    private static Task<RootDataset> OpenAsync(string json, params string[] columns) =>
        RootDataset.OpenAsync(DatasetSpecification.FromJson(json, Folder),
            new DatasetOptions { Columns = columns.Length == 0 ? null : columns });

    private static async Task<EntryBatch> OnlyAsync(IAsyncEnumerable<EntryBatch> stream)
    {
        EntryBatch? only = null;
        await foreach (EntryBatch batch in stream)
        {
            Assert.That(only, Is.Null);
            only = batch;
        }
        return only!;
    }

    private static async Task<long> EntriesAsync(string sample)
    {
        await using RootFile file = await RootFile.OpenAsync(TestData.Sample(sample));
        return (await file.OpenTreeAsync()).EntryCount;
    }
}
