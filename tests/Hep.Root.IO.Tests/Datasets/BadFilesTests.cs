using System.Text.RegularExpressions;
using Hep.Jagged;
using Hep.Root.IO.Datasets.Catalogs;
using Hep.Root.IO.Datasets.Epochs;
using Hep.Root.IO.Trees.Reading;
using Hep.Testing;
using Microsoft.Extensions.Logging;

namespace Hep.Root.IO.Tests.Datasets;

/// <summary>Datasets of files some of which cannot be read: what is left is read once, and what is lost is told.</summary>
[NonParallelizable]
public sealed class BadFilesTests
{
    private static readonly ShuffleOptions Shuffle = new() { Files = 3, Buffer = 700, Seed = 2 };

    private string _folder = "";

    [SetUp]
    public void Copy()
    {
        _folder = Directory.CreateTempSubdirectory("bad").FullName;
        for (int i = 0; i < 4; i++) File.Copy(TestData.Sample("background.root"), Path.Combine(_folder, $"{i}.root"));
    }

    [TearDown]
    public void Delete() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task A_file_that_cannot_be_opened_is_skipped_and_told(
        [Values] DatasetInspection inspection, [Values] bool mixes, [Values(1, 2)] int threads)
    {
        using LiveBatches live = new();
        await File.WriteAllTextAsync(Path.Combine(_folder, "2.root"), "no file of ROOT");
        RecordedLog log = new();
        RootDataset dataset = await OpenAsync(inspection, mixes ? Shuffle : null, threads, log);

        List<(string, long)> read = await ReadAsync(dataset.ReadAsync());

        Assert.That(read, Is.EquivalentTo(await AllAsync(0, 1, 3)));
        SkippedFile skipped = dataset.Skipped.Single();
        Assert.That(Path.GetFileName(skipped.Location), Is.EqualTo("2.root"));
        Assert.That(skipped.EntryCount, Is.Null);
        Assert.That(skipped.Epoch, inspection == DatasetInspection.EveryFile ? Is.Null : Is.EqualTo(0));
        Assert.That(log.Of(LogLevel.Warning).Single(), Does.StartWith("Skipped").And.Contain("2.root"));
        Assert.That(live.Count, Is.Zero);
    }

    [Test]
    public async Task Of_a_file_that_is_damaged_inside_the_rest_is_skipped_and_counted(
        [Values] DatasetInspection inspection, [Values] bool mixes, [Values(1, 3)] int threads, [Values(0, 1, 3)] int at)
    {
        using LiveBatches live = new();
        Damage($"{at}.root");
        RootDataset dataset = await OpenAsync(inspection, mixes ? Shuffle : null, threads);

        List<(string File, long)> read = await ReadAsync(dataset.ReadAsync(epoch: 1));

        List<(string File, long)> all = await AllAsync(0, 1, 2, 3);
        SkippedFile skipped = dataset.Skipped.Single();
        Assert.That(skipped.Location, Does.EndWith($"{at}.root"));
        Assert.That(skipped.Epoch, Is.EqualTo(1));
        Assert.That(read, Is.Unique);
        Assert.That(read.Where(e => e.File != skipped.Location), Is.EquivalentTo(all.Where(e => e.File != skipped.Location)));
        Assert.That(read, Has.Count.EqualTo(all.Count - skipped.EntryCount));
        Assert.That(skipped.EntryCount, Is.GreaterThan(0));
        Assert.That(live.Count, Is.Zero);
    }

    [Test]
    public async Task Places_count_what_was_lost([Values(1, 2)] int threads)
    {
        Damage("1.root");
        RootDataset dataset = await OpenAsync(DatasetInspection.EveryFile, null, threads);
        List<(List<long> Entries, BatchPosition Place)> whole = await ReadPlacedAsync(null);

        for (int at = 0; at < whole.Count; at++)
            Assert.That((await ReadPlacedAsync(whole[at].Place)).Select(b => b.Entries),
                Is.EqualTo(whole.Skip(at + 1).Select(b => b.Entries)));

        async Task<List<(List<long> Entries, BatchPosition Place)>> ReadPlacedAsync(BatchPosition? from)
        {
            List<(List<long>, BatchPosition)> read = [];
            await foreach ((EntryBatch batch, BatchPosition behind) in dataset.ReadPlacedAsync(0, from))
                using (batch) read.Add(([.. batch.Identities.Entries], behind));
            return read;
        }
    }

    [Test]
    public async Task All_files_may_be_damaged_inside([Values] bool mixes, [Values(1, 2)] int threads)
    {
        for (int i = 0; i < 4; i++) Damage($"{i}.root");
        RootDataset dataset = await OpenAsync(DatasetInspection.EveryFile, mixes ? Shuffle : null, threads);

        List<(string, long)> read = await ReadAsync(dataset.ReadAsync());

        Assert.That(dataset.Skipped, Has.Count.EqualTo(4));
        Assert.That(read, Has.Count.EqualTo((await AllAsync(0, 1, 2, 3)).Count - dataset.Skipped.Sum(s => s.EntryCount)));
    }

    [Test]
    public async Task A_stream_that_is_left_at_any_batch_gives_all_back([Values] bool mixes, [Values(1, 2)] int threads)
    {
        using LiveBatches live = new();
        Damage("1.root");
        Damage("2.root");
        RootDataset dataset = await OpenAsync(DatasetInspection.EveryFile, mixes ? Shuffle with { Buffer = 3000 } : null, threads);

        for (int taken = 1; taken <= 60; taken++)
        {
            int left = taken;
            await foreach (EntryBatch batch in dataset.ReadAsync(epoch: taken))
            {
                batch.Dispose();
                if (--left == 0) break;
            }
            Assert.That(live.Count, Is.Zero, $"after {taken} batches");
        }
    }

    [Test]
    public async Task Entries_are_counted_beyond_what_an_int_holds()
    {
        EpochFiles files = new(null!, null!, 0, null, samples: false);
        await using PlannedUnits planned = new(Units().GetAsyncEnumerator(), files);
        await foreach (ReadUnit unit in planned.ReadAsync()) Assert.That(unit.Range.End, Is.EqualTo(1L << 40));

        planned.Give(1000);

        await foreach (ReadUnit unit in planned.ReadAsync()) Assert.That(unit.Range, Is.EqualTo(new EntryRange(1000, 1L << 40)));

        static async IAsyncEnumerable<ReadUnit> Units()
        {
            yield return new ReadUnit(0, new EntryRange(0, 1L << 40), true);
            await Task.CompletedTask;
        }
    }

    // What a damaged file claims, here by way of what is remembered of it.
    [Test]
    public async Task A_file_that_claims_more_entries_than_can_be_mixed_is_skipped_too()
    {
        string cache = Path.Combine(_folder, "known.jsonl");
        DatasetSpecification specification = Specification() with { BadFiles = BadFiles.Skip, MetadataCache = cache };
        DatasetOptions mixed = new() { Shuffle = Shuffle, Reading = new ReadOptions { BatchSize = 300 } };
        await RootDataset.OpenAsync(specification, mixed);
        string[] lines = await File.ReadAllLinesAsync(cache);
        int claims = Array.FindIndex(lines, l => l.Contains("2.root"));
        lines[claims] = Regex.Replace(lines[claims], "\"entries\":\\d+", "\"entries\":4000000000000");
        await File.WriteAllLinesAsync(cache, lines);
        RootDataset dataset = await RootDataset.OpenAsync(specification, mixed);

        List<(string, long)> read = await ReadAsync(dataset.ReadAsync());

        Assert.That(read, Is.EquivalentTo(await AllAsync(0, 1, 3)));
        Assert.That(dataset.Skipped.Single().Reason.Message, Does.Contain("claims 4000000000000 entries"));
    }

    [Test]
    public async Task Without_leave_to_skip_reading_ends_with_the_failure([Values] DatasetInspection inspection, [Values] bool mixes)
    {
        Damage("1.root");
        RootDataset dataset = await OpenAsync(inspection, mixes ? Shuffle : null, 1, policy: BadFiles.Fail);

        Assert.That(() => ReadAsync(dataset.ReadAsync()), Throws.TypeOf<RootException>().With.Message.Contains("basket"));
        Assert.That(dataset.Skipped, Is.Empty);
    }

    [Test]
    public void Where_no_file_of_a_source_can_be_read_there_is_no_dataset([Values] DatasetInspection inspection)
    {
        for (int i = 0; i < 4; i++) File.WriteAllText(Path.Combine(_folder, $"{i}.root"), "no file of ROOT");

        Assert.That(() => OpenAsync(inspection, null, 1),
            Throws.TypeOf<RootException>().With.Message.Contains("No file of source 0").And.Message.Contains(".root"));
    }

    [Test]
    public void Options_that_do_not_go_together_are_refused()
    {
        DatasetOptions cut = new() { Reading = new ReadOptions { Where = Expression.Parse("MET_pt > 1") } };
        DatasetOptions shard = new() { Inspection = DatasetInspection.FirstFile, Shard = new DatasetShard(0, 2) };
        DatasetOptions range = new() { Inspection = DatasetInspection.FirstFile, Shuffle = Shuffle };

        Assert.That(() => RootDataset.OpenAsync(Specification() with { BadFiles = BadFiles.Skip }, cut),
            Throws.ArgumentException.With.Message.Contains("Filter"));
        Assert.That(() => RootDataset.OpenAsync(Specification(), shard), Throws.ArgumentException.With.Message.Contains("EveryFile"));
        Assert.That(() => RootDataset.OpenAsync(Specification("""{ "files": ["*.root"], "entries": [0, 9] }"""), range),
            Throws.ArgumentException.With.Message.Contains("EveryFile"));
    }

    // In the middle of the file, behind its header and before its metadata: baskets.
    private void Damage(string file)
    {
        string path = Path.Combine(_folder, file);
        byte[] bytes = File.ReadAllBytes(path);
        bytes.AsSpan(bytes.Length / 2, bytes.Length / 8).Clear();
        File.WriteAllBytes(path, bytes);
    }

    private DatasetSpecification Specification(string? source = null) =>
        DatasetSpecification.FromJson($"[{source ?? """{ "files": ["*.root"] }"""}]", _folder);

    private Task<RootDataset> OpenAsync(
        DatasetInspection inspection, ShuffleOptions? shuffle, int threads, RecordedLog? log = null, BadFiles policy = BadFiles.Skip) =>
        RootDataset.OpenAsync(Specification() with { BadFiles = policy }, new DatasetOptions
        {
            Inspection = inspection,
            Shuffle = shuffle,
            Reading = new ReadOptions { Threads = threads, BatchSize = 300 },
            Opening = log is null ? null : new RootOpenOptions { Logger = log },
        });

    private async Task<List<(string, long)>> AllAsync(params int[] files)
    {
        List<(string, long)> all = [];
        foreach (int file in files)
        {
            await using RootTree tree = await RootTree.OpenAsync(TestData.Sample("background.root"));
            for (long entry = 0; entry < tree.EntryCount; entry++) all.Add((Path.Combine(_folder, $"{file}.root"), entry));
        }
        return all;
    }

    private static async Task<List<(string File, long Entry)>> ReadAsync(IAsyncEnumerable<EntryBatch> stream)
    {
        List<(string, long)> read = [];
        await foreach (EntryBatch batch in stream)
            using (batch)
                for (int i = 0; i < batch.EntryCount; i++) read.Add((batch.Identities.SourceOf(i).Location, batch.Identities.Entries[i]));
        return read;
    }
}
