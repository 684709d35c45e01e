using Hep.Jagged;
using Hep.Testing;

namespace Hep.Root.IO.Tests.Trees;

/// <summary>Reading trees: whatever the batches, the entries are the same.</summary>
public sealed class TreeReadingTests
{
    [TestCase(1)]
    [TestCase(7)]
    [TestCase(1000)]
    [TestCase(1_000_000)]
    public async Task Batches_of_any_size_hold_the_same_entries(int batchSize)
    {
        await using RootFile file = await RootFile.OpenAsync(TestData.Sample("signal.root"));
        RootTree tree = await file.OpenTreeAsync();
        ReadOptions first = new() { EndEntry = 2000 };

        Dictionary<string, TruthColumn> expected = await SumAsync(tree, first),
            found = await SumAsync(tree, first with { BatchSize = batchSize });

        Assert.That(found, Is.EqualTo(expected));
        Assert.That(expected, Has.Count.GreaterThan(5));
    }

    [Test]
    public async Task Threads_change_nothing()
    {
        await using RootFile file = await RootFile.OpenAsync(TestData.Sample("background.root"));
        RootTree tree = await file.OpenTreeAsync();

        Assert.That(await SumAsync(tree, new ReadOptions { Threads = 4 }), Is.EqualTo(await SumAsync(tree, new ReadOptions())));
    }

    [Test]
    public async Task A_range_of_entries_is_half_open_and_knows_its_numbers()
    {
        await using RootFile file = await RootFile.OpenAsync(TestData.Sample("signal.root"));
        RootTree tree = await file.OpenTreeAsync();
        List<long> entries = [];

        await foreach (EntryBatch batch in tree.ReadBatchesAsync(["MET_pt"],
            new ReadOptions { FirstEntry = 995, EndEntry = 1005, BatchSize = 4 }))
            using (batch)
            {
                entries.AddRange(batch.Identities.Entries);
                Assert.That(batch.Identities.SourceOf(0), Is.EqualTo(tree.Source));
            }

        Assert.That(entries, Is.EqualTo(Enumerable.Range(995, 10)));
    }

    [Test]
    public async Task A_range_reads_what_the_whole_has_there()
    {
        await using RootFile file = await RootFile.OpenAsync(TestData.Sample("signal.root"));
        RootTree tree = await file.OpenTreeAsync();
        using EntryBatch whole = await ReadOneAsync(tree, ["Jet_pt"], 0, 3000), part = await ReadOneAsync(tree, ["Jet_pt"], 1234, 2345);

        using EntryBatch cut = whole.Slice(1234, 1111);

        Assert.That(part.Get<float>("Jet_pt").Values.SequenceEqual(cut.Get<float>("Jet_pt").Values), Is.True);
        Assert.That(part["Jet_pt"].Offsets(0).SequenceEqual(cut["Jet_pt"].Offsets(0)), Is.True);
    }

    [Test]
    public async Task A_batch_ends_at_its_bytes()
    {
        await using RootFile file = await RootFile.OpenAsync(TestData.Sample("signal.root"));
        RootTree tree = await file.OpenTreeAsync();

        await foreach (EntryBatch batch in tree.ReadBatchesAsync(null, new ReadOptions { BatchBytes = 20_000 }))
            using (batch)
            {
                Assert.That(batch.EntryCount, Is.LessThan(1000));
                return;
            }
    }

    [Test]
    public async Task A_memory_budget_makes_batches_smaller_and_refuses_what_cannot_fit()
    {
        await using RootFile file = await RootFile.OpenAsync(TestData.Sample("signal.root"));
        RootTree tree = await file.OpenTreeAsync();
        List<int> sizes = [];

        await foreach (EntryBatch batch in tree.ReadBatchesAsync(["MET_pt"], new ReadOptions { MemoryBudget = 64_000 }))
            using (batch) sizes.Add(batch.EntryCount);
        RootException? refused = Assert.ThrowsAsync<RootException>(async () =>
        {
            await foreach (EntryBatch batch in tree.ReadBatchesAsync(["MET_pt"], new ReadOptions { MemoryBudget = 100 })) batch.Dispose();
        });

        Assert.That(sizes, Is.All.LessThanOrEqualTo(4000));       // a quarter of the budget, 4 bytes an entry
        Assert.That(sizes.Sum(), Is.EqualTo(8000));
        Assert.That(refused!.Message, Does.Contain("more than 100 bytes").And.Contain("ReadOptions.MemoryBudget"));
    }

    [Test]
    public async Task Columns_of_one_collection_share_their_offsets()
    {
        await using RootFile file = await RootFile.OpenAsync(TestData.Sample("signal.root"));
        RootTree tree = await file.OpenTreeAsync();
        using EntryBatch batch = await ReadOneAsync(tree, ["Jet_*", "nJet"], 0, 1000);

        Column[] jets = [.. batch.Columns.Where(c => c.Name.StartsWith("Jet_", StringComparison.Ordinal))];

        Assert.That(jets, Has.Length.GreaterThan(1));
        Assert.That(jets.All(j => j.SharesOffsetsWith(jets[0])), Is.True);
        Assert.That(jets[0].Schema.Counter, Is.EqualTo("nJet"));
    }

    [Test]
    public async Task A_missing_column_is_answered_with_near_names()
    {
        await using RootFile file = await RootFile.OpenAsync(TestData.Sample("signal.root"));
        RootTree tree = await file.OpenTreeAsync();

        RootException failure = Assert.Throws<RootException>(() => tree.ReadBatchesAsync(["Jet_ptt"]))!;

        Assert.That(failure.Message, Does.Contain("Jet_pt"));
        Assert.That(failure.File, Is.EqualTo(file.Location));
    }

    [Test]
    public async Task Cancellation_ends_the_stream()
    {
        await using RootFile file = await RootFile.OpenAsync(TestData.Sample("signal.root"));
        RootTree tree = await file.OpenTreeAsync();
        using CancellationTokenSource stop = new();

        Assert.ThrowsAsync<OperationCanceledException>(async () =>
        {
            await foreach (EntryBatch batch in tree.ReadBatchesAsync(null, new ReadOptions { BatchSize = 10 }, stop.Token))
            {
                batch.Dispose();
                await stop.CancelAsync();
            }
        });
    }

    [Test]
    [Category("Corpus")]
    public async Task Offsets_that_the_writer_left_out_are_made_for_any_range()
    {
        await using RootFile file = await RootFile.OpenAsync(TestData.Reference("corpus", "files", "uproot-small-dy-nooffsets.root"));
        RootTree tree = await file.OpenTreeAsync("tree");
        string[] columns = ["Muon_pt", "Jet_pt", "nJet"];
        using EntryBatch whole = await ReadOneAsync(tree, columns, 0, tree.EntryCount);

        // Columns of several collections, whose baskets begin at other entries, and batches that begin in the middle of them.
        foreach (int size in (int[])[3, 50])
        {
            int first = 0;
            await foreach (EntryBatch batch in tree.ReadBatchesAsync(columns, new ReadOptions { BatchSize = size }))
                using (batch)
                {
                    using EntryBatch expected = whole.Slice(first, batch.EntryCount);
                    foreach (string name in columns[..2])
                        Assert.That(batch.Get<float>(name).Values.SequenceEqual(expected.Get<float>(name).Values), Is.True,
                            $"{name} from entry {first}");
                    first += batch.EntryCount;
                }
            Assert.That(first, Is.EqualTo(tree.EntryCount));
        }
    }

    private static async Task<Dictionary<string, TruthColumn>> SumAsync(RootTree tree, ReadOptions options)
    {
        Dictionary<string, ColumnSum> sums = [];
        await foreach (EntryBatch batch in tree.ReadBatchesAsync(null, options))
            using (batch)
                foreach (Column column in batch.Columns)
                {
                    if (!sums.TryGetValue(column.Name, out ColumnSum? sum)) sums.Add(column.Name, sum = new ColumnSum(column.Schema));
                    sum.Add(column);
                }
        return sums.ToDictionary(s => s.Key, s => s.Value.Result);
    }

    private static async Task<EntryBatch> ReadOneAsync(RootTree tree, string[] columns, long first, long end)
    {
        await foreach (EntryBatch batch in tree.ReadBatchesAsync(columns, new ReadOptions { FirstEntry = first, EndEntry = end }))
            return batch;
        throw new InvalidOperationException("No batch.");
    }
}
