using Hep.Jagged;
using Hep.Testing;

namespace Hep.Root.IO.Tests.Trees;

/// <summary>
/// Nothing is allocated for an entry: what reading a tree leaves to the garbage collector are its baskets' and batches' few objects.
/// </summary>
[NonParallelizable]
public sealed class AllocationTests
{
    private const int SmallestObject = 24;

    [TestCase("signal.root")]
    [TestCase("background.root")]
    [TestCase("background2.root")]
    public async Task A_sample_is_read_without_an_object_for_each_entry(string name) =>
        await HoldAsync(TestData.Sample(name), tree: null);

    // Objects in collections, split and unsplit classes, strings, packed numbers: each with a thousand entries or more for a basket's
    // few objects.
    [TestCase("uproot-HZZ-objects.root", "events", Category = "Corpus")]
    [TestCase("uproot-issue-275-nosplit.root", "T", Category = "Corpus")]
    [TestCase("uproot-issue76.root", "Events", Category = "Corpus")]
    [TestCase("uproot-demo-double32.root", "T", Category = "Corpus")]
    [TestCase("uproot-Zmumu-zlib.root", "events", Category = "Corpus")]
    public async Task Columns_of_every_kind_are_read_without_an_object_for_each_entry(string name, string tree) =>
        await HoldAsync(TestData.Reference("corpus", "files", name), tree);

    private static async Task HoldAsync(string path, string? tree)
    {
        await using RootFile file = await RootFile.OpenAsync(path);
        RootTree opened = await file.OpenTreeAsync(tree);
        long least = long.MaxValue, values = 0;
        for (int round = 0; round < 4; round++)                // the first ones fill the pools
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            values = await ReadAsync(opened);
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }
        TestContext.Out.WriteLine($"{least} bytes for {values} entries of columns");
        Assert.That(least, Is.LessThan(values * SmallestObject / 3), $"{values} entries of columns");
    }

    // The entries of all columns together.
    private static async Task<long> ReadAsync(RootTree tree)
    {
        long entries = 0;
        await foreach (EntryBatch batch in tree.ReadBatchesAsync())
            using (batch)
                entries += (long)batch.EntryCount * batch.Columns.Count;
        return entries;
    }
}
