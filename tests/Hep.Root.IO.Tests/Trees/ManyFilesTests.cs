using Hep.Jagged;
using Hep.Testing;

namespace Hep.Root.IO.Tests.Trees;

/// <summary>The trees of several files as one stream.</summary>
public sealed class ManyFilesTests
{
    private static readonly string[] Samples = ["signal.root", "background.root", "background2.root"];

    [Test]
    public async Task Files_come_one_after_the_other_with_all_their_entries(
        [Values(1, 2, 4)] int threads, [Values(300, 100_000)] int batchSize)
    {
        List<(string, long)> expected = [], found = [];
        foreach (string sample in Samples)
        {
            await using RootTree tree = await RootTree.OpenAsync(TestData.Sample(sample));
            for (long entry = 0; entry < tree.EntryCount; entry++) expected.Add((tree.Source.Location, entry));
        }

        ReadOptions options = new() { Threads = threads, BatchSize = batchSize };
        await foreach (EntryBatch batch in RootTrees.ReadBatchesAsync(Locations(Samples), ["MET_pt", "Jet_pt"], options))
            using (batch)
                foreach (long entry in batch.Identities.Entries) found.Add((batch.Identities.Sources[0].Location, entry));

        Assert.That(found, Is.EqualTo(expected));
    }

    [Test]
    public void A_file_that_is_missing_fails_behind_those_before([Values(1, 3)] int threads)
    {
        long entries = 0;
        RootException failure = Assert.ThrowsAsync<RootException>(async () =>
        {
            await foreach (EntryBatch batch in RootTrees.ReadBatchesAsync(
                [.. Locations("signal.root"), new RootLocation("nowhere.root", null)], ["MET_pt"], new ReadOptions { Threads = threads }))
                using (batch)
                    entries += batch.EntryCount;
        })!;

        Assert.That(failure.Message, Does.Contain("nowhere.root"));
        Assert.That(entries, Is.GreaterThan(0));
    }

    [Test]
    public void A_range_of_entries_belongs_to_one_tree() => Assert.Throws<ArgumentException>(
        () => RootTrees.ReadBatchesAsync(Locations(Samples), null, new ReadOptions { FirstEntry = 5 }));

    [Test]
    public async Task A_dataset_is_the_same_for_any_number_of_threads([Values(2, 4)] int threads)
    {
        Assert.That(await SumsAsync(new ReadOptions { Threads = threads, BatchSize = 400 }),
            Is.EqualTo(await SumsAsync(new ReadOptions { BatchSize = 400 })));
    }

    [Test]
    public async Task A_cut_of_a_dataset_knows_which_entries_it_kept([Values(1, 3)] int threads)
    {
        Expression cut = Expression.Parse("MET_pt > 60");
        Assert.That(await SumsAsync(new ReadOptions { Threads = threads, Where = cut, BatchSize = 500 }, joined: true),
            Is.EqualTo(await SumsAsync(new ReadOptions { BatchSize = 500 }, "MET_pt > 60", joined: true)));
    }

    private static IEnumerable<RootLocation> Locations(params string[] samples) =>
        samples.Select(s => new RootLocation(TestData.Sample(s), null));

    // A line a batch: which entries, and the sums of label and columns.
    private static async Task<string> SumsAsync(ReadOptions reading, string? cut = null, bool joined = false)
    {
        RootDataset dataset = await RootDataset.OpenAsync(new DatasetSpecification
        {
            Sources =
            [
                new DatasetSource { Files = [TestData.Sample("signal.root")], Label = ["1"] },
                new DatasetSource
                {
                    Files = [TestData.Sample("background.root"), TestData.Sample("background2.root")], Label = ["MET_pt"],
                },
            ],
        }, new DatasetOptions { Columns = ["MET_pt", "Jet_pt"], Reading = reading });
        IAsyncEnumerable<EntryBatch> stream = dataset.ReadAsync();
        if (cut is not null) stream = stream.Filter(cut);
        List<EntryBatch> batches = [];
        await foreach (EntryBatch batch in stream) batches.Add(batch);
        EntryBatch[] shown = joined ? [EntryBatch.Concat(batches)] : [.. batches];
        string sums = string.Join('\n', shown.Select(Line));
        foreach (EntryBatch batch in batches) batch.Dispose();
        return sums;
    }

    private static string Line(EntryBatch batch)
    {
        long entries = 0;
        for (int row = 0; row < batch.EntryCount; row++)
            entries = entries * 31 + batch.Identities.SourceOf(row).ChainStart + batch.Identities.Entries[row];
        List<string> line = [$"{entries}"];
        foreach (Column column in batch.Columns)
            using (ColumnSum sum = new(column.Schema))
            {
                sum.Add(column);
                line.Add($"{column.Name} {sum.Result}");
            }
        return string.Join(' ', line);
    }
}
