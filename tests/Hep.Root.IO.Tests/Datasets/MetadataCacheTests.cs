using Hep.Jagged;
using Hep.Testing;
using Microsoft.Extensions.Logging;

namespace Hep.Root.IO.Tests.Datasets;

/// <summary>What was learnt of files is kept in a file: datasets are the same with it, and open nothing that has not changed.</summary>
[NonParallelizable]
public sealed class MetadataCacheTests
{
    private string _folder = "";

    private string Cache => Path.Combine(_folder, "files.jsonl");

    [SetUp]
    public void Copy()
    {
        _folder = Directory.CreateTempSubdirectory("cache").FullName;
        File.Copy(TestData.Sample("signal.root"), Path.Combine(_folder, "0.root"));
        for (int i = 1; i < 4; i++) File.Copy(TestData.Sample("background2.root"), Path.Combine(_folder, $"{i}.root"));
    }

    [TearDown]
    public void Delete() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task Files_that_have_not_changed_are_not_opened_and_nothing_else_changes(
        [Values] DatasetInspection inspection, [Values] bool mixes, [Values(1, 2)] int threads)
    {
        DatasetOptions options = Options(inspection, mixes, threads);
        RootDataset plain = await OpenAsync(options, new RecordedLog(), cache: null);
        List<(EntrySource, long, float)> without = await ReadAsync(plain);
        await OpenAsync(options, new RecordedLog());
        RecordedLog log = new();

        RootDataset dataset = await OpenAsync(options, log);

        Assert.That(Opened(log), Is.Zero);
        Assert.That(await ReadAsync(dataset), Is.EqualTo(without));
        Assert.That(log.Of(LogLevel.Warning), Is.Empty);
    }

    [Test]
    public async Task A_file_that_has_changed_or_is_new_is_opened_again()
    {
        await OpenAsync(Options(), new RecordedLog());
        File.Copy(TestData.Sample("background.root"), Path.Combine(_folder, "2.root"), overwrite: true);
        File.Copy(TestData.Sample("background2.root"), Path.Combine(_folder, "4.root"));
        RecordedLog log = new(), again = new();

        RootDataset dataset = await OpenAsync(Options(), log);

        Assert.That(Opened(log), Is.EqualTo(2));
        RootDataset plain = await OpenAsync(Options(), new RecordedLog(), cache: null);
        Assert.That(dataset.EntryCount, Is.EqualTo(plain.EntryCount));
        await OpenAsync(Options(), again);
        Assert.That(Opened(again), Is.Zero);
        Assert.That(Directory.GetFiles(_folder, "*.part"), Is.Empty);
    }

    [Test]
    public async Task Files_that_are_gone_are_forgotten_when_others_come()
    {
        await OpenAsync(Options(), new RecordedLog());
        File.Move(Path.Combine(_folder, "2.root"), Path.Combine(_folder, "4.root"));

        await OpenAsync(Options(), new RecordedLog());

        string kept = await File.ReadAllTextAsync(Cache);
        Assert.That(kept, Does.Contain("4.root").And.Not.Contain("2.root"));
    }

    [Test]
    public async Task A_file_that_changed_unseen_is_told_when_it_is_read()
    {
        await OpenAsync(Options(), new RecordedLog());
        string path = Path.Combine(_folder, "1.root");
        DateTime then = File.GetLastWriteTimeUtc(path);
        byte[] bytes = await File.ReadAllBytesAsync(TestData.Sample("signal.root"));
        await File.WriteAllBytesAsync(path, bytes[..(int)new FileInfo(path).Length]);
        File.SetLastWriteTimeUtc(path, then);

        RootDataset dataset = await OpenAsync(Options(), new RecordedLog());

        Assert.That(() => ReadAsync(dataset), Throws.TypeOf<RootException>().With.Message.Contains("1.root"));
    }

    [TestCase("")]
    [TestCase("{}")]
    [TestCase("no JSON")]
    [TestCase("""{"format":"hep.files/2"}""")]
    [TestCase("""{"format":"hep.files/1"}""", """{"file":"a"}""")]
    [TestCase("""{"format":"hep.files/1"}""", """{"columns":[{"name":"x"}]}""")]
    [TestCase("""{"format":"hep.files/1"}""", """{"columns":[{"name":"x","type":"int32"}]}""", """
        {"file":"a","bytes":1,"modified":1,"id":"00000000-0000-0000-0000-000000000000","tree":"t","entries":1,"schema":0,"clusters":[5,3]}
        """)]
    public async Task A_damaged_cache_is_begun_anew(params string[] lines)
    {
        string content = string.Join('\n', lines);
        await File.WriteAllTextAsync(Cache, content);
        RecordedLog log = new(), again = new();

        await OpenAsync(Options(), log);
        await OpenAsync(Options(), again);

        Assert.That(Opened(log), Is.EqualTo(4));
        if (content.Length > 0) Assert.That(log.Of(LogLevel.Warning).Single(), Does.Contain("files.jsonl"));
        Assert.That(Opened(again), Is.Zero);
    }

    [Test]
    public async Task A_cache_that_cannot_be_written_is_told_and_no_failure()
    {
        RecordedLog log = new();

        RootDataset dataset = await OpenAsync(Options(), log, "none/files.jsonl");

        Assert.That(log.Of(LogLevel.Warning).Single(), Does.Contain("files.jsonl"));
        Assert.That(dataset.EntryCount, Is.GreaterThan(0));
    }

    private static DatasetOptions Options(
        DatasetInspection inspection = DatasetInspection.EveryFile, bool mixes = false, int threads = 1) => new()
    {
        Inspection = inspection,
        Columns = ["MET_pt"],
        Shuffle = mixes ? new ShuffleOptions { Files = 2, Buffer = 500 } : null,
        Reading = new ReadOptions { Threads = threads },
    };

    private Task<RootDataset> OpenAsync(DatasetOptions options, RecordedLog log, string? cache = "files.jsonl") => RootDataset.OpenAsync(
        DatasetSpecification.FromJson("""[{ "files": ["*.root"], "tree": "Events" }]""", _folder) with { MetadataCache = cache },
        options with { Opening = new RootOpenOptions { Logger = log } });

    private static int Opened(RecordedLog log) => log.Entries.Count(e => e.Text.StartsWith("Opened ", StringComparison.Ordinal)
        && e.Text.Contains(" keys", StringComparison.Ordinal));

    private static async Task<List<(EntrySource, long, float)>> ReadAsync(RootDataset dataset)
    {
        List<(EntrySource, long, float)> read = [];
        await foreach (EntryBatch batch in dataset.ReadAsync())
            using (batch)
                for (int i = 0; i < batch.EntryCount; i++)
                    read.Add((batch.Identities.SourceOf(i), batch.Identities.Entries[i], batch.Get<float>("MET_pt").Values[i]));
        return read;
    }
}
