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
}
