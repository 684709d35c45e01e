using Hep.Jagged;
using Hep.Testing;

namespace Hep.Root.IO.Tests.Trees;

/// <summary>Classes that stream themselves by hand are not what their streamer infos say.</summary>
[Category("Corpus")]
public sealed class RefutedPlanTests
{
    private const string Entry = "SimHeader/m_event.m_entry";
    private const int EntryBasket = 97991;

    private static readonly string Header = TestData.Reference("corpus", "files", "uproot-issue475.root");

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

    // An object with two bytes that its class does not know of.
    [Test]
    public async Task A_look_at_the_first_entries_finds_what_cannot_be_decoded()
    {
        await using RootTree tree = await RootTree.OpenAsync($"{Header}:Event/Sim/SimHeader");

        IReadOnlyDictionary<string, string> all = await tree.FindUndecodableAsync(tree.Schema.Select(c => c.Name));
        IReadOnlyDictionary<string, string> others = await tree.FindUndecodableAsync(["SimHeader/m_evt_type", "none"]);
        IReadOnlyDictionary<string, string> behind =
            await tree.FindUndecodableAsync([Entry], new ReadOptions { FirstEntry = tree.EntryCount });

        Assert.That(all.Keys, Is.EqualTo(new[] { Entry }));
        Assert.That(all[Entry], Does.StartWith("2 bytes are left behind the value"));
        Assert.That(others.Concat(behind), Is.Empty);
    }

    [Test]
    public async Task A_damaged_basket_is_no_column_that_cannot_be_decoded()
    {
        string damaged = Path.Combine(TestData.NewFolder(), "damaged.root");
        byte[] bytes = await File.ReadAllBytesAsync(Header);
        bytes.AsSpan(EntryBasket + 100, 20).Fill(0xFF);
        await File.WriteAllBytesAsync(damaged, bytes);
        await using RootTree tree = await RootTree.OpenAsync($"{damaged}:Event/Sim/SimHeader");

        Assert.That(() => tree.FindUndecodableAsync([Entry]), Throws.TypeOf<RootException>());
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
