using Hep.Jagged;
using Hep.Root.IO.Tests.Hostile;
using Hep.Testing;

namespace Hep.Root.IO.Tests.Trees;

/// <summary>Several threads decode: they give the same in the same order, also where something fails or nobody wants more.</summary>
public sealed class ParallelReadingTests
{
    [Test]
    public async Task Any_number_of_threads_gives_the_same_batches(
        [Values("signal.root", "background.root", "background2.root")] string sample, [Values(2, 3, 8)] int threads,
        [Values(100, 1300, 100_000)] int batchSize)
    {
        await using RootTree tree = await RootTree.OpenAsync(TestData.Sample(sample));

        IReadOnlyList<string> expected = await SumsAsync(tree, new ReadOptions { BatchSize = batchSize }),
            found = await SumsAsync(tree, new ReadOptions { BatchSize = batchSize, Threads = threads });

        Assert.That(found, Is.EqualTo(expected));
    }

    // Counters in other branches, classes, strings, baskets without offsets, branches that begin and end elsewhere.
    [TestCase("uproot-HZZ-objects.root", "events")]
    [TestCase("g4-like.root", null)]
    [TestCase("roottest-io-perf-slowreading-rootfiles-DST_60.root", null)]
    [TestCase("KM3NeT_00000133_D_1.0.0_00017397_00017496_1.orientations.root", null)]
    [TestCase("uproot-issue327.root", "DstTree")]
    [TestCase("uproot-Zmumu-zlib.root", "events")]
    [Category("Corpus")]
    public async Task Trees_of_every_kind_are_read_alike(string name, string? path)
    {
        await using RootFile file = await RootFile.OpenAsync(TestData.Reference("corpus", "files", name));
        RootTree tree = await file.OpenTreeAsync(path ?? (await file.ReadKeysAsync()).First(k => k.IsTree).Path);
        foreach (int batchSize in (int[])[7, 1000])
        {
            ReadOptions one = new() { BatchSize = batchSize, EndEntry = Math.Min(tree.EntryCount, 500) };
            Assert.That(await SumsAsync(tree, one with { Threads = 4 }), Is.EqualTo(await SumsAsync(tree, one)), $"batches of {batchSize}");
        }
    }

    [Test]
    public async Task Batches_before_a_damaged_basket_come_and_then_its_failure([Values(1, 4)] int threads)
    {
        byte[] bytes = await File.ReadAllBytesAsync(TestData.Sample("background.root"));
        DamageLast(bytes, "Jet_pt");
        await using RootFile file = await RootFile.FromMemoryAsync(bytes, "damaged.root");
        RootTree tree = await file.OpenTreeAsync();
        long entries = 0;

        RootException failure = Assert.ThrowsAsync<RootException>(async () =>
        {
            await foreach (EntryBatch batch in tree.ReadBatchesAsync(null, new ReadOptions { BatchSize = 100, Threads = threads }))
                using (batch)
                    entries += batch.EntryCount;
        })!;

        Assert.That(failure.Message, Does.Contain("Jet_pt"));
        Assert.That(entries, Is.GreaterThan(tree.EntryCount / 2).And.LessThan(tree.EntryCount));
    }

    [Test]
    public async Task Who_leaves_early_ends_the_threads([Values(0, 1, 5)] int batches)
    {
        await using RootTree tree = await RootTree.OpenAsync(TestData.Sample("signal.root"));
        for (int round = 0; round < 20; round++)
        {
            IAsyncEnumerator<EntryBatch> stream =
                tree.ReadBatchesAsync(null, new ReadOptions { BatchSize = 50, Threads = 3 }).GetAsyncEnumerator();
            for (int i = 0; i < batches && await stream.MoveNextAsync(); i++) stream.Current.Dispose();
            await stream.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));
        }
    }

    [Test]
    public async Task Who_cancels_is_told([Values(1, 3)] int threads)
    {
        await using RootTree tree = await RootTree.OpenAsync(TestData.Sample("signal.root"));
        using CancellationTokenSource cancel = new();
        int batches = 0;

        Assert.CatchAsync<OperationCanceledException>(async () =>
        {
            ReadOptions options = new() { BatchSize = 20, Threads = threads };
            await foreach (EntryBatch batch in tree.ReadBatchesAsync(null, options, cancel.Token))
                using (batch)
                    if (++batches == 3) await cancel.CancelAsync();
        });
        Assert.That(batches, Is.LessThan(20));
    }

    private static void DamageLast(byte[] bytes, string branch)
    {
        MappedRecord last = FileMap.Of(bytes).Records.Last(r => r.ClassName == "TBasket" && r.Name == branch);
        bytes.AsSpan((last.Payload + last.End) / 2, 8).Fill(0xFF);
    }

    // A line a batch: its first entry, and a sum of each column.
    private static async Task<IReadOnlyList<string>> SumsAsync(RootTree tree, ReadOptions options)
    {
        List<string> lines = [];
        await foreach (EntryBatch batch in tree.ReadBatchesAsync(null, options))
            using (batch)
            {
                List<string> line = [$"{batch.Identities.Entries[0]}+{batch.EntryCount}"];
                foreach (Column column in batch.Columns)
                    using (ColumnSum sum = new(column.Schema))
                    {
                        sum.Add(column);
                        line.Add($"{column.Name} {sum.Result}");
                    }
                lines.Add(string.Join(' ', line));
            }
        return lines;
    }
}
