using Hep.Jagged;
using Hep.Testing;
using Microsoft.Extensions.Logging;

namespace Hep.Root.IO.Tests.Datasets;

/// <summary>Statistics that a folder keeps file by file: the same as ever, and only new files are read.</summary>
[NonParallelizable]
public sealed class KeptStatisticsTests
{
    private const string Features = """
        {"where": "nJet >= 1", "features": {"columns": ["MET_pt", "Jet_pt"], "collections": {"Jet": {"where": "Jet_pt > 20"}},
         "scaling": {"MET_pt": "robust", "Jet_pt": "log"}}}
        """;

    private string _folder = "";

    private string Keep => Path.Combine(_folder, "keep");

    private string[] Parts => Directory.Exists(Keep) ? [.. Directory.GetFiles(Keep, "*", SearchOption.AllDirectories).Order()] : [];

    [SetUp]
    public void Copy()
    {
        _folder = Directory.CreateTempSubdirectory("kept").FullName;
        File.Copy(TestData.Sample("signal.root"), Path.Combine(_folder, "0.root"));
        for (int i = 1; i < 4; i++) File.Copy(TestData.Sample(i % 2 == 0 ? "background2.root" : "background.root"), FileAt(i));
    }

    [TearDown]
    public void Delete() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task Figures_are_those_of_one_pass([Values(null, "[300, 9000]")] string? range, [Values(null, 0.5)] double? sample)
    {
        RootDataset dataset = await OpenAsync(range: range, sample: sample);
        FeatureStatistics direct = await FeatureStatistics.CollectAsync(dataset, FeatureSpecification.FromJson(Features));

        FeatureStatistics kept = (await CollectAsync(dataset)).Statistics;

        Assert.That((kept.EntriesSeen, kept.EntriesKept, kept.Fingerprint),
            Is.EqualTo((direct.EntriesSeen, direct.EntriesKept, direct.Fingerprint)));
        Assert.That(kept.Collections, Is.EqualTo(direct.Collections));
        foreach ((ColumnStatistics k, ColumnStatistics d) in kept.Columns.Zip(direct.Columns))
        {
            Assert.That((k.Count, k.NanCount, k.InfinityCount, k.Minimum, k.Maximum),
                Is.EqualTo((d.Count, d.NanCount, d.InfinityCount, d.Minimum, d.Maximum)));
            Assert.That(k.Mean, Is.EqualTo(d.Mean).Within(1e-12 * (d.Maximum - d.Minimum)));
            Assert.That(k.Variance, Is.EqualTo(d.Variance).Within(1e-12).Percent);
            Assert.That(k.LogVariance, Is.EqualTo(d.LogVariance).Within(1e-12).Percent);
            if (k.Count <= 10_000)
                Assert.That((k.Quantile25, k.Median, k.Quantile75), Is.EqualTo((d.Quantile25, d.Median, d.Quantile75)));
            else Assert.That(k.Median, Is.EqualTo(d.Median).Within(0.5).Percent);
        }
    }

    [Test]
    public async Task What_was_kept_and_how_many_threads_there_are_does_not_change_a_bit()
    {
        string first = (await CollectAsync(await OpenAsync(threads: 1, batch: 777))).Statistics.ToJson();
        File.Delete(Parts[1]);
        string some = (await CollectAsync(await OpenAsync(threads: 3))).Statistics.ToJson();
        string all = (await CollectAsync(await OpenAsync(threads: 2))).Statistics.ToJson();
        Directory.Delete(Keep, recursive: true);
        string none = (await CollectAsync(await OpenAsync(threads: 4, batch: 50))).Statistics.ToJson();

        Assert.That(new[] { some, all, none }, Is.All.EqualTo(first));
    }

    [Test]
    public async Task A_dataset_that_grows_costs_its_new_files()
    {
        await CollectAsync(await OpenAsync());
        File.Copy(TestData.Sample("background2.root"), FileAt(4));
        RootDataset grown = await OpenAsync();
        RecordedLog log = new();
        RootDataset watched = await OpenAsync(log: log);
        int opened = Opened(log);
        using RecordedMeasurements measured = new("Hep.Root.IO");

        KeptStatistics kept = await CollectAsync(watched);

        Assert.That((kept.KnownFileCount, kept.ReadFileCount), Is.EqualTo((4, 1)));
        Assert.That(Opened(log) - opened, Is.EqualTo(1));
        Assert.That(measured["hep.root.entries"], Is.EqualTo(await EntriesOfAsync("4.root")));
        Assert.That(kept.Statistics.EntriesSeen, Is.EqualTo(grown.EntryCount));
    }

    [Test]
    public async Task Where_all_files_are_known_nothing_is_read()
    {
        KeptStatistics first = await CollectAsync(await OpenAsync());
        RootDataset dataset = await OpenAsync();
        using RecordedMeasurements measured = new("Hep.Root.IO");
        List<long> told = [];

        KeptStatistics again = await dataset.CollectStatisticsAsync(FeatureSpecification.FromJson(Features), Keep, new Doing(told.Add));

        Assert.That((first.ReadFileCount, again.KnownFileCount, again.ReadFileCount), Is.EqualTo((4, 4, 0)));
        Assert.That(measured["hep.root.bytes.read"], Is.Zero);
        Assert.That(told[^1], Is.EqualTo(dataset.EntryCount));
    }

    [Test]
    public async Task A_changed_file_is_read_again_and_replaces_its_part()
    {
        await CollectAsync(await OpenAsync());
        int parts = Parts.Length;
        File.Copy(TestData.Sample("signal.root"), FileAt(2), overwrite: true);

        KeptStatistics kept = await CollectAsync(await OpenAsync());

        Assert.That((kept.ReadFileCount, Parts.Length), Is.EqualTo((1, parts)));
        Assert.That(kept.Warnings, Is.Empty);
        Assert.That(kept.Statistics.EntriesSeen, Is.EqualTo((await OpenAsync()).EntryCount));
    }

    [Test]
    public async Task A_file_that_was_only_touched_is_read_again()
    {
        await CollectAsync(await OpenAsync());
        File.SetLastWriteTimeUtc(FileAt(1), DateTime.UtcNow.AddHours(-1));

        Assert.That((await CollectAsync(await OpenAsync())).ReadFileCount, Is.EqualTo(1));
    }

    [TestCase("""{"where": "nJet >= 2", "features": {"columns": ["MET_pt", "Jet_pt"]}}""")]
    [TestCase("""{"where": "nJet >= 1", "features": {"columns": ["MET_pt"]}}""")]
    [TestCase("""{"where": "hep.weight > 0", "features": {"columns": ["MET_pt"]}}""")]
    public async Task Other_features_or_cuts_are_taken_anew_and_kept_beside(string features)
    {
        await CollectAsync(await OpenAsync());

        KeptStatistics other = await CollectAsync(await OpenAsync(), features), same = await CollectAsync(await OpenAsync());

        Assert.That((other.ReadFileCount, same.ReadFileCount), Is.EqualTo((4, 0)));
    }

    [Test]
    public async Task A_range_a_sample_a_default_a_weight_and_a_cut_of_the_reader_are_other_statistics()
    {
        await CollectAsync(await OpenAsync());
        Func<Task<RootDataset>>[] others =
        [
            () => OpenAsync(sample: 0.5),
            () => OpenAsync(sample: 0.4),
            () => OpenAsync(more: """, "weight": 2"""),
            () => OpenAsync(more: """, "default": {"MET_pt": 1}"""),
            () => OpenAsync(where: "MET_pt > 20"),
        ];
        List<int> read = [];

        foreach (Func<Task<RootDataset>> other in others) read.Add((await CollectAsync(await other())).ReadFileCount);

        Assert.That(read, Is.All.EqualTo(4));
        Assert.That((await CollectAsync(await OpenAsync())).ReadFileCount, Is.Zero);
    }

    [Test]
    public async Task Of_a_range_over_files_those_that_lie_in_it_whole_are_known()
    {
        RootDataset whole = await OpenAsync();
        await CollectAsync(whole);

        KeptStatistics part = await CollectAsync(await OpenAsync(range: $"[5, {whole.EntryCount - 5}]"));

        Assert.That((part.KnownFileCount, part.ReadFileCount), Is.EqualTo((2, 2)));
        Assert.That(part.Statistics.EntriesSeen, Is.EqualTo(whole.EntryCount - 10));
        KeptStatistics less = await CollectAsync(await OpenAsync(range: $"[6, {whole.EntryCount - 5}]"));
        Assert.That((less.KnownFileCount, less.ReadFileCount), Is.EqualTo((3, 1)));
    }

    [Test]
    public async Task A_damaged_part_is_taken_again_with_a_warning([Values(0, 10, 60, 79, 80, 500, -1)] int bytes, [Values] bool changes)
    {
        string good = (await CollectAsync(await OpenAsync())).Statistics.ToJson();
        byte[] part = await File.ReadAllBytesAsync(Parts[2]), damaged = [.. part];
        if (changes) damaged[bytes < 0 ? ^1 : bytes] ^= 0x10;
        else damaged = bytes < 0 ? part[..^1] : part[..bytes];
        await File.WriteAllBytesAsync(Parts[2], damaged);
        RecordedLog log = new();

        KeptStatistics mended = await CollectAsync(await OpenAsync(log: log)), again = await CollectAsync(await OpenAsync());

        Assert.That(mended.Statistics.ToJson(), Is.EqualTo(good));
        Assert.That((mended.ReadFileCount, again.ReadFileCount), Is.EqualTo((1, 0)));
        Assert.That(await File.ReadAllBytesAsync(Parts[2]), Is.EqualTo(part));
        bool isOther = changes && bytes == 10;   // another version of the format is no damage
        Assert.That(mended.Warnings, Has.Length.EqualTo(isOther ? 0 : 1));
        Assert.That(log.Of(LogLevel.Warning), Has.Count.EqualTo(mended.Warnings.Length));
        if (!isOther) Assert.That(mended.Warnings[0], Does.Contain(Parts[2]));
    }

    [Test]
    public async Task A_folder_that_cannot_be_written_costs_warnings_alone()
    {
        await File.WriteAllTextAsync(Keep, "no folder");

        KeptStatistics kept = await CollectAsync(await OpenAsync());

        Assert.That(kept.ReadFileCount, Is.EqualTo(4));
        Assert.That(kept.Warnings, Has.Length.EqualTo(4));
    }

    [Test]
    public async Task What_cannot_be_put_into_its_place_leaves_nothing_behind()
    {
        await CollectAsync(await OpenAsync());
        string taken = Parts[0];
        File.Delete(taken);
        Directory.CreateDirectory(taken);

        KeptStatistics kept = await CollectAsync(await OpenAsync());

        Assert.That((kept.ReadFileCount, kept.Warnings.Length), Is.EqualTo((1, 1)));
        Assert.That(Parts, Has.Length.EqualTo(3));
    }

    [Test]
    public async Task A_file_that_changes_while_it_is_read_is_not_kept()
    {
        RootDataset dataset = await OpenAsync();
        Doing touching = new(_ => File.SetLastWriteTimeUtc(FileAt(3), DateTime.UtcNow.AddHours(-1)));

        await dataset.CollectStatisticsAsync(FeatureSpecification.FromJson(Features), Keep, touching);

        Assert.That(Parts, Has.Length.EqualTo(3));
        Assert.That((await CollectAsync(await OpenAsync())).ReadFileCount, Is.EqualTo(1));
    }

    [Test]
    public async Task Several_may_use_a_folder_at_once()
    {
        RootDataset[] datasets = [await OpenAsync(), await OpenAsync(), await OpenAsync(), await OpenAsync()];

        KeptStatistics[] kept = await Task.WhenAll(datasets.Select(d => Task.Run(() => CollectAsync(d))));

        Assert.That(kept.Select(k => k.Statistics.ToJson()).Distinct().Count(), Is.EqualTo(1));
        Assert.That(kept.SelectMany(k => k.Warnings), Is.Empty);
        Assert.That(Parts, Has.Length.EqualTo(4));
        Assert.That((await CollectAsync(datasets[0])).ReadFileCount, Is.Zero);
    }

    [Test]
    public async Task Files_read_before_a_pass_was_cancelled_are_kept()
    {
        using CancellationTokenSource stop = new();
        RootDataset dataset = await OpenAsync();
        long most = await EntriesOfAsync("0.root") + 1;

        Doing stopping = new(entries =>
        {
            if (entries >= most) stop.Cancel();
        });

        Assert.That(() => dataset.CollectStatisticsAsync(FeatureSpecification.FromJson(Features), Keep, stopping, stop.Token),
            Throws.InstanceOf<OperationCanceledException>());

        Assert.That((await CollectAsync(await OpenAsync())).KnownFileCount, Is.GreaterThan(0));
    }

    [Test]
    public async Task A_cut_that_nothing_passes_and_a_column_without_a_number_have_parts_too()
    {
        const string features = """
            {"define": {"none": "sqrt(-1 - MET_pt)"}, "where": "MET_pt < 1e9", "features": {"columns": ["none", "Jet_pt"],
             "collections": {"Jet": {"where": "Jet_pt < 0"}}}}
            """;
        await CollectAsync(await OpenAsync(), features);

        KeptStatistics kept = await CollectAsync(await OpenAsync(), features);

        Assert.That(kept.KnownFileCount, Is.EqualTo(4));
        Assert.That(kept.Statistics.Columns.Select(c => c.Count), Is.All.Zero);
        Assert.That(kept.Statistics.Columns[0].NanCount, Is.EqualTo(kept.Statistics.EntriesSeen));
        Assert.That(kept.Statistics.Columns[0].Median, Is.NaN);
    }

    [Test]
    public async Task An_order_of_entries_changes_nothing_and_a_shard_is_refused()
    {
        RootDataset dataset = await OpenAsync(), mixed = dataset.WithShuffle(new ShuffleOptions { Files = 2, Buffer = 100 });

        KeptStatistics first = await CollectAsync(mixed), second = await CollectAsync(dataset);

        Assert.That((first.ReadFileCount, second.ReadFileCount), Is.EqualTo((4, 0)));
        Directory.Delete(Keep, recursive: true);
        Assert.That((await CollectAsync(dataset)).Statistics.ToJson(), Is.EqualTo(first.Statistics.ToJson()));
        RootDataset shard = await OpenAsync(shard: new DatasetShard(0, 2)), lazy = await OpenAsync(inspection: DatasetInspection.FirstFile);
        Assert.That(() => CollectAsync(shard), Throws.ArgumentException);
        Assert.That(() => CollectAsync(lazy), Throws.ArgumentException.With.Message.Contains("EveryFile"));
    }

    [Test]
    public async Task What_is_left_of_a_bad_file_is_not_kept()
    {
        byte[] bytes = await File.ReadAllBytesAsync(FileAt(1));
        bytes.AsSpan(bytes.Length / 8, bytes.Length / 8).Fill(0xAA);
        await File.WriteAllBytesAsync(FileAt(1), bytes);

        KeptStatistics once = await CollectAsync(await OpenAsync(skips: true)), again = await CollectAsync(await OpenAsync(skips: true));

        Assert.That((once.ReadFileCount, again.ReadFileCount), Is.EqualTo((4, 1)));
        Assert.That(again.Statistics.ToJson(), Is.EqualTo(once.Statistics.ToJson()));
    }

    private static int Opened(RecordedLog log) => log.Entries.Count(e => e.Text.StartsWith("Opened ", StringComparison.Ordinal)
        && e.Text.Contains(" keys", StringComparison.Ordinal));

    private string FileAt(int i) => Path.Combine(_folder, $"{i}.root");

    private Task<KeptStatistics> CollectAsync(RootDataset dataset, string features = Features) =>
        dataset.CollectStatisticsAsync(FeatureSpecification.FromJson(features), Keep);

    private async Task<long> EntriesOfAsync(string file)
    {
        await using RootTree tree = await RootTree.OpenAsync($"{Path.Combine(_folder, file)}:Events");
        return tree.EntryCount;
    }

    private Task<RootDataset> OpenAsync(string? range = null, double? sample = null, int threads = 1, int batch = 10_000, string more = "",
        string? where = null, RecordedLog? log = null, DatasetShard? shard = null, DatasetInspection inspection = default,
        bool skips = false)
    {
        string entries = range is null ? "" : $", \"entries\": {range}";
        DatasetSpecification specification = DatasetSpecification.FromJson(
            $$"""[{ "files": ["*.root"], "tree": "Events"{{entries}}{{more}} }]""", _folder);
        return RootDataset.OpenAsync(specification with { BadFiles = skips ? BadFiles.Skip : BadFiles.Fail }, new DatasetOptions
        {
            Reading = new ReadOptions { Threads = threads, BatchSize = batch, Where = where is null ? null : Expression.Parse(where) },
            Sample = sample is { } fraction ? new DatasetSample(fraction) : null,
            Shard = shard ?? DatasetShard.Whole,
            Inspection = inspection,
            Opening = log is null ? null : new RootOpenOptions { Logger = log },
        });
    }

    private sealed class Doing(Action<long> act) : IProgress<long>
    {
        public void Report(long value) => act(value);
    }
}
