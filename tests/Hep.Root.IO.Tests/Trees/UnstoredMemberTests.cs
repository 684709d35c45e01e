using CommunityToolkit.HighPerformance.Buffers;
using Hep.Jagged;
using Hep.Root.IO.Files;
using Hep.Root.IO.Serialization;
using Hep.Root.IO.Trees.Decoding;
using Hep.Root.IO.Trees.Reading;
using Hep.Root.IO.Trees.TTree;
using Hep.Testing;

namespace Hep.Root.IO.Tests.Trees;

/// <summary>
/// A bitset in the objects of split collections, of which the writer, who had no dictionary of it, stored nothing: it looks as if the
/// collections were empty.
/// </summary>
[Category("Corpus")]
public sealed class UnstoredMemberTests
{
    private const string Bits = "Electron/Electron.hltMatchBits";

    private static readonly string Path = TestData.Reference("corpus", "files", "uproot-mc10events.root");

    [Test]
    public async Task A_member_of_which_nothing_is_stored_is_told_when_the_tree_is_opened_and_the_others_are_read()
    {
        await using RootTree tree = await RootTree.OpenAsync($"{Path}:Events");

        RootColumn[] unread = [.. tree.Columns.Where(c => c.WhyUnreadable?.StartsWith("nothing is stored of it", default) == true)];
        Assert.That(unread.Select(c => c.TypeName).Distinct(), Is.EqualTo(new[] { "bitset<256>" }));
        Assert.That(unread, Has.Length.EqualTo(10));
        Assert.That(unread[0].Name, Is.EqualTo(Bits));
        long entries = 0;
        await foreach (EntryBatch batch in tree.ReadBatchesAsync())
            using (batch) entries += batch.EntryCount;
        Assert.That(entries, Is.EqualTo(tree.EntryCount));
    }

    // Where the collection is empty in the first basket, no opening can tell: what is planned without a look stands for such a tree.
    [Test]
    public async Task Elements_without_a_byte_are_never_read_as_none()
    {
        await using RootFile file = await RootFile.OpenAsync(Path);
        TreeMetadata planned = await PlanWithoutALookAsync(file);
        Schema schema = new([planned.Programs["Electron"].Schema, planned.Programs[Bits].Schema]);
        ReadBudget budget = new(1 << 20, 1 << 20);
        using BatchReader reader = new(file.Records, planned, schema, schema, EntrySource.None, budget);
        using LoadedBasket scratch = new();

        async Task Read()
        {
            EntryRange entries = new(0, 1);
            using EntryBatch batch =
                await reader.ReadAsync(reader.Draft(entries, [entries], hasNext: false), scratch, CancellationToken.None);
        }

        Assert.That(Read, Throws.TypeOf<RootException>().With.Message.Contains("Nothing is stored for the 1 elements of entry 0: ")
            .And.Property(nameof(RootException.Object)).EqualTo($"column '{Bits}'"));
    }

    private static async Task<TreeMetadata> PlanWithoutALookAsync(RootFile file)
    {
        RootKey key = file.Keys.Single(k => k.Path == "Events");
        StreamerInfos infos = await file.GetInfosAsync(CancellationToken.None);
        (KeyRecord record, MemoryOwner<byte> payload) =
            await file.Records.ReadAsync(key.Seek, (int)key.StoredBytes, CancellationToken.None);
        using (payload)
        {
            RootObject tree = new ObjectReader(infos, file.Records.Limits, TreeMetadata.LeftOut)
                .ReadRecord(key.ClassName, payload.Span, record.KeyLength);
            return new TreeMetadata(tree, infos, file.Records.Limits);
        }
    }
}
