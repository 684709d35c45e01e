using Hep.Jagged;
using Hep.Testing;

namespace Hep.Root.IO.Tests.Trees;

/// <summary>Classes that stream themselves by hand are not what their streamer infos say.</summary>
[Category("Corpus")]
public sealed class RefutedPlanTests
{
    // JDAQPreamble writes eight bytes; its members would take eighteen.
    [Test]
    public async Task Entries_that_are_shorter_than_their_class_are_bytes_and_the_others_are_read()
    {
        await using RootTree tree = await RootTree.OpenAsync(
            $"{TestData.Reference("corpus", "files", "summaryslices.root")}:KM3NET_SUMMARYSLICE");

        RootColumn preamble = tree.Columns.Single(c => c.Name.EndsWith("JDAQPreamble", StringComparison.Ordinal));
        Assert.That(preamble.WhyUnreadable, Does.Contain("shorter than the members of KM3NETDAQ::JDAQPreamble"));
        Assert.That(preamble.Schema!.Type, Is.EqualTo(ElementType.Bytes));
        long entries = 0;
        await foreach (EntryBatch batch in tree.ReadBatchesAsync())
            using (batch) entries += batch.EntryCount;
        Assert.That(entries, Is.EqualTo(tree.EntryCount));
    }

    // One basket of few entries, of whose bytes the key has most; and a bitset<256> whose entries are empty.
    [TestCase("KM3NeT_00000267_00025291_JDAQEvent_JDAQSummaryslice.root", "KM3NET_EVENT", "KM3NET_EVENT/KM3NETDAQ::JDAQPreamble")]
    [TestCase("uproot-mc10events.root", "Events", "Info/triggerBits")]
    public async Task Keys_of_baskets_are_no_bytes_of_entries(string file, string tree, string name)
    {
        await using RootTree opened = await RootTree.OpenAsync($"{TestData.Reference("corpus", "files", file)}:{tree}");

        RootColumn column = opened.Columns.Single(c => c.Name == name);

        Assert.That(column.WhyUnreadable, Does.StartWith("its entries are shorter than"));
        Assert.That(column.Schema!.Type, Is.EqualTo(ElementType.Bytes));
    }
}
