using Hep.Jagged;
using Hep.Testing;

namespace Hep.Root.IO.Tests.Datasets;

/// <summary>Lists of very many files, of which only those are opened whose turn has come.</summary>
[NonParallelizable]
public sealed class ManyListedFilesTests
{
    private const int Many = 100_000;

    private static readonly string File = TestData.Sample("background2.root");

    [Test]
    public async Task The_first_batch_comes_after_as_many_files_as_are_open_at_a_time([Values(1, 2)] int threads, [Values] bool mixes)
    {
        RecordedLog log = new();
        ShuffleOptions shuffle = new() { Files = 5, Buffer = 100 };
        RootDataset dataset = await OpenAsync(Many, mixes ? shuffle : null, threads, log);
        int before = Opened(log);

        await foreach (EntryBatch batch in dataset.ReadAsync())
            using (batch)
                if (batch.EntryCount > 0) break;

        Assert.That(dataset.EntryCount, Is.Null);
        Assert.That(before, Is.EqualTo(1));
        // With threads the next file is opened while the last one is read.
        Assert.That(Opened(log) - before, Is.InRange(mixes ? 5 : 1, mixes ? 5 : 1 + 2 * threads));
    }

    [Test]
    public async Task Every_entry_comes_once_from_files_opened_once([Values(1, 3)] int threads, [Values] bool mixes)
    {
        RecordedLog log = new();
        RootDataset dataset = await OpenAsync(30, mixes ? new ShuffleOptions { Files = 4, Buffer = 300 } : null, threads, log);
        RootDataset all = await RootDataset.OpenAsync(new DatasetSpecification { Sources = [new DatasetSource { Files = [File] }] });

        Dictionary<long, int> seen = [];
        await foreach (EntryBatch batch in dataset.ReadAsync(epoch: 3))
            using (batch)
                foreach (long entry in batch.Identities.Entries)
                {
                    long own = mixes ? entry : entry % all.EntryCount!.Value;
                    seen[own] = seen.GetValueOrDefault(own) + 1;
                }

        Assert.That(seen.Keys, Is.EquivalentTo(Enumerable.Range(0, (int)all.EntryCount!.Value)));
        Assert.That(seen.Values, Is.All.EqualTo(30));
        Assert.That(Opened(log), Is.EqualTo(1 + 30));
    }

    [Test]
    public async Task The_order_is_that_of_files_that_were_all_opened_before()
    {
        ShuffleOptions shuffle = new() { Files = 3, Buffer = 500, Seed = 9 };
        RootDataset lazy = await OpenAsync(6, shuffle, 2, new RecordedLog());
        RootDataset eager = await OpenAsync(6, shuffle, 1, new RecordedLog(), DatasetInspection.EveryFile);

        List<long> order = await EntriesAsync(lazy.ReadAsync(2));

        Assert.That(order, Is.EqualTo(await EntriesAsync(eager.ReadAsync(2))));
        Assert.That(await EntriesAsync(lazy.ReadAsync(lazy.PositionOf(2, 777))), Is.EqualTo(order.Skip(777)));
    }

    [Test]
    public async Task A_position_of_another_list_with_the_same_first_file_is_refused()
    {
        RootDataset one = await OpenAsync(3, null, 1, new RecordedLog());
        DatasetSource source = new() { Files = [File, File, TestData.Sample("background.root")] };
        RootDataset other = await RootDataset.OpenAsync(
            new DatasetSpecification { Sources = [source] }, Options(null, 1, new RecordedLog()));

        Assert.That(() => other.ReadAsync(one.PositionOf(0, 5)), Throws.TypeOf<PipelineException>().With.Message.Contains("other files"));
    }

    [Test]
    public async Task A_range_of_a_chain_ends_the_list_of_files()
    {
        RecordedLog log = new();
        DatasetSource source = new() { Files = [.. Enumerable.Repeat(File, Many)], FirstEntry = 100, EndEntry = 1500 };
        RootDataset dataset = await RootDataset.OpenAsync(new DatasetSpecification { Sources = [source] }, Options(null, 1, log));

        Assert.That(await EntriesAsync(dataset.ReadAsync()), Has.Count.EqualTo(1400));
        Assert.That(Opened(log), Is.LessThan(10));
    }

    [Test]
    public async Task A_file_without_the_tree_is_told_when_its_turn_comes()
    {
        DatasetSource source = new() { Files = [File, TestData.Sample("histograms.root")] };
        RootDataset noTree = await RootDataset.OpenAsync(
            new DatasetSpecification { Sources = [source] }, Options(null, 1, new RecordedLog()));

        Assert.That(() => EntriesAsync(noTree.ReadAsync()), Throws.TypeOf<RootException>().With.Message.Contains("histograms.root"));
    }

    private static Task<RootDataset> OpenAsync(
        int files, ShuffleOptions? shuffle, int threads, RecordedLog log, DatasetInspection inspection = DatasetInspection.FirstFile) =>
        RootDataset.OpenAsync(
            new DatasetSpecification { Sources = [new DatasetSource { Files = [.. Enumerable.Repeat(File, files)] }] },
            Options(shuffle, threads, log) with { Inspection = inspection });

    private static DatasetOptions Options(ShuffleOptions? shuffle, int threads, RecordedLog log) => new()
    {
        Inspection = DatasetInspection.FirstFile,
        Columns = ["MET_pt"],
        Shuffle = shuffle,
        Reading = new ReadOptions { Threads = threads, BatchSize = 200 },
        Opening = new RootOpenOptions { Logger = log },
    };

    private static int Opened(RecordedLog log) => log.Entries.Count(e => e.Text.StartsWith("Opened ", StringComparison.Ordinal)
        && e.Text.Contains(" keys", StringComparison.Ordinal));

    private static async Task<List<long>> EntriesAsync(IAsyncEnumerable<EntryBatch> stream)
    {
        List<long> entries = [];
        await foreach (EntryBatch batch in stream)
            using (batch)
                entries.AddRange(batch.Identities.Entries);
        return entries;
    }
}
