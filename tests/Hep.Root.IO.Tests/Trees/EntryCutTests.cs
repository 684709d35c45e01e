using Hep.Jagged;
using Hep.Root.IO.Bytes;
using Hep.Testing;

namespace Hep.Root.IO.Tests.Trees;

/// <summary>A cut while reading gives what reading and then cutting gives, and leaves the baskets unread in which nothing passes.</summary>
public sealed class EntryCutTests
{
    [Test]
    public async Task A_cut_while_reading_is_the_cut_behind_it(
        [Values("MET_pt > 40", "nJet >= 3 && nMuon == 0", "MET_pt < 0", "MET_pt >= 0", "sum(Jet_pt) > 100", "event % 97 == 3")] string cut,
        [Values(1, 3)] int threads, [Values(64, 5000)] int batchSize)
    {
        await using RootTree tree = await RootTree.OpenAsync(TestData.Sample("background.root"));
        ReadOptions options = new() { BatchSize = batchSize, Threads = threads };

        using EntryBatch expected = await AllAsync(tree, tree.ReadBatchesAsync(null, options).Filter(cut)),
            found = await AllAsync(tree, tree.ReadBatchesAsync(null, options with { Where = Expression.Parse(cut) }));

        AssertSame(found, expected);
    }

    [Test]
    public async Task Columns_of_a_collection_still_share_their_offsets()
    {
        await using RootTree tree = await RootTree.OpenAsync(TestData.Sample("background.root"));

        using EntryBatch kept = await AllAsync(tree,
            tree.ReadBatchesAsync(["Jet_pt", "Jet_eta"], new ReadOptions { Where = Expression.Parse("MET_pt > 40"), BatchSize = 100_000 }));

        Assert.That(kept["Jet_pt"].SharesOffsetsWith(kept["Jet_eta"]), Is.True);
    }

    [Test]
    public async Task Baskets_in_which_nothing_passes_are_not_read()
    {
        CountingSource all = new(TestData.Sample("background.root")), few = new(TestData.Sample("background.root"));

        await ReadAsync(all, new ReadOptions { BatchSize = 500 });
        await ReadAsync(few, new ReadOptions { BatchSize = 500, Where = Expression.Parse("MET_pt < 0") });

        Assert.That(few.Bytes, Is.LessThan(all.Bytes / 5));
    }

    [Test]
    public async Task A_cut_that_does_not_fit_is_told_before_anything_is_read()
    {
        await using RootTree tree = await RootTree.OpenAsync(TestData.Sample("background.root"));

        Assert.That(Refusal("MET_ptt > 1"), Does.Contain("MET_ptt").And.Contain("MET_pt"));
        Assert.That(Refusal("Jet_pt > 1"), Does.Contain("one value an entry"));

        string Refusal(string cut) => Assert.Throws<RootException>(
            () => tree.ReadBatchesAsync(null, new ReadOptions { Where = Expression.Parse(cut) }))!.Message;
    }

    private static async Task ReadAsync(CountingSource source, ReadOptions options)
    {
        await using RootFile file = await RootFile.FromSourceAsync(source);
        RootTree tree = await file.OpenTreeAsync();
        source.Bytes = 0;
        await foreach (EntryBatch batch in tree.ReadBatchesAsync(null, options)) batch.Dispose();
    }

    private static async Task<EntryBatch> AllAsync(RootTree tree, IAsyncEnumerable<EntryBatch> stream)
    {
        List<EntryBatch> batches = [];
        await foreach (EntryBatch batch in stream) batches.Add(batch);
        if (batches.Count == 0)
            await foreach (EntryBatch batch in tree.ReadBatchesAsync())
                using (batch) return batch.Slice(0, 0);
        EntryBatch all = EntryBatch.Concat(batches);
        foreach (EntryBatch batch in batches) batch.Dispose();
        return all;
    }

    private static void AssertSame(EntryBatch found, EntryBatch expected)
    {
        Assert.That(found.Identities.Entries.SequenceEqual(expected.Identities.Entries), Is.True);
        Assert.That(found.Columns.Select(Sum), Is.EqualTo(expected.Columns.Select(Sum)));
    }

    private static string Sum(Column column)
    {
        using ColumnSum sum = new(column.Schema);
        sum.Add(column);
        return $"{column.Name} {sum.Result}";
    }

    private sealed class CountingSource(string path) : IByteSource
    {
        private readonly MemorySource _memory = new(File.ReadAllBytes(path), "memory");

        public long Bytes { get; set; }

        public string Location => _memory.Location;

        public long Length => _memory.Length;

        public ValueTask ReadAsync(IReadOnlyList<ByteRead> reads, CancellationToken cancellationToken = default)
        {
            Bytes += reads.Sum(r => (long)r.Destination.Length);
            return _memory.ReadAsync(reads, cancellationToken);
        }

        public ValueTask DisposeAsync() => _memory.DisposeAsync();
    }
}
