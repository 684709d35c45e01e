using Hep.Jagged;
using Hep.Root.IO.Tests.Writing;
using Hep.Testing;

namespace Hep.Root.IO.Tests.Friends;

/// <summary>A friend's entries stand beside those they belong to, whatever the order of either.</summary>
public sealed class FriendTreesTests
{
    private static readonly string[] Keys = ["run", "event"];

    [Test]
    public async Task Entries_of_one_number_belong_together()
    {
        await using RootTree tree = await RootTree.OpenAsync(TestData.Sample("signal.root")),
            friend = await RootTree.OpenAsync(TestData.Sample("background.root"));
        ReadOptions range = new() { FirstEntry = 995, EndEntry = 3005, BatchSize = 300 };

        IBatchSource joined = tree.WithFriend(friend, null, new FriendOptions { Name = "b", Read = range })
            .SelectColumns("b.MET_pt", "MET_pt", "b.Jet_pt");

        (float[] mine, float[] theirs, float[] jets) = await ReadAsync(joined, "MET_pt", "b.MET_pt", "b.Jet_pt");
        Assert.That(mine, Is.EqualTo(await ValuesAsync(tree, "MET_pt", 995, 3005)));
        Assert.That(theirs, Is.EqualTo(await ValuesAsync(friend, "MET_pt", 995, 3005)));
        Assert.That(jets, Is.EqualTo(await ValuesAsync(friend, "Jet_pt", 995, 3005)));
        Assert.That(joined.EntryCount, Is.EqualTo(2010));
        Assert.That(joined.Schema.Select(c => c.Name), Is.EqualTo(new[] { "b.MET_pt", "MET_pt", "b.Jet_pt" }));
    }

    [Test]
    public async Task Behind_each_batch_with_a_friend_reading_goes_on([Values] bool cuts)
    {
        await using RootTree tree = await RootTree.OpenAsync(TestData.Sample("signal.root"));
        ReadOptions range = new()
            { FirstEntry = 995, EndEntry = 2005, BatchSize = 300, Where = cuts ? Expression.Parse("MET_pt > 30") : null };
        IBatchSource joined = tree.AsSource(range).WithFriend(tree, ["luminosityBlock", "event"]).SelectColumns("Events.MET_pt");
        List<(List<long> Entries, BatchPosition Place)> whole = await ReadPlacedAsync(null);

        for (int at = 0; at < whole.Count; at++)
            Assert.That((await ReadPlacedAsync(whole[at].Place)).Select(b => b.Entries),
                Is.EqualTo(whole.Skip(at + 1).Select(b => b.Entries)));

        Assert.That(whole, Has.Count.EqualTo(4));

        async Task<List<(List<long> Entries, BatchPosition Place)>> ReadPlacedAsync(BatchPosition? from)
        {
            List<(List<long>, BatchPosition)> read = [];
            await foreach ((EntryBatch batch, BatchPosition behind) in joined.ReadPlacedAsync(0, from))
                using (batch) read.Add(([.. batch.Identities.Entries], behind));
            return read;
        }
    }

    [Test]
    public async Task Entries_of_one_key_belong_together_in_any_order()
    {
        await using RootTree tree = await RootTree.OpenAsync(TestData.Sample("signal.root"));

        IBatchSource joined = tree.AsSource().ShuffleEntries(2000, seed: 5)
            .WithFriend(tree, ["luminosityBlock", "event"], new FriendOptions { Name = "same", Read = new() { BatchSize = 700 } });

        (float[] mine, float[] theirs, _) = await ReadAsync(joined, "Jet_pt", "same.Jet_pt", "MET_pt");
        Assert.That(theirs, Is.EqualTo(mine));
        Assert.That(mine, Has.Length.EqualTo(28974));
        Assert.That(mine, Is.Not.EqualTo(await ValuesAsync(tree, "Jet_pt", 0, tree.EntryCount)));
    }

    [TestCase(TreeFormat.TTree, TreeFormat.RNTuple)]
    [TestCase(TreeFormat.RNTuple, TreeFormat.TTree)]
    [TestCase(TreeFormat.RNTuple, TreeFormat.RNTuple)]
    public async Task A_tree_and_its_friend_may_have_different_formats(TreeFormat format, TreeFormat friendFormat)
    {
        string sample = TestData.Sample("signal.root");
        await using RootTree tree = await RootTree.OpenAsync(await WrittenTree.CopyAsync(sample, format)),
            friend = await RootTree.OpenAsync(await WrittenTree.CopyAsync(sample, friendFormat));

        IBatchSource byNumber = tree.WithFriend(friend, null, new FriendOptions { Name = "same", Read = new() { BatchSize = 700 } }),
            byKey = tree.AsSource().ShuffleEntries(2000, seed: 5)
                .WithFriend(friend, ["luminosityBlock", "event"], new FriendOptions { Name = "same", Read = new() { BatchSize = 700 } });

        foreach (IBatchSource joined in (IBatchSource[])[byNumber, byKey])
        {
            (float[] mine, float[] theirs, _) = await ReadAsync(joined, "Jet_pt", "same.Jet_pt", "MET_pt");
            Assert.That(theirs, Is.EqualTo(mine));
            Assert.That(mine, Has.Length.EqualTo(28974));
        }
    }

    [Test]
    public async Task Keys_are_not_shown_again_and_counters_follow_their_columns()
    {
        await using RootTree tree = await RootTree.OpenAsync(TestData.Sample("signal.root"));

        IBatchSource joined = tree.WithFriend(tree, Keys);

        Assert.That(joined.Schema.Select(c => c.Name),
            Has.None.EqualTo("Events.run").And.None.EqualTo("Events.event").And.Member("Events.Jet_pt"));
        Assert.That(joined.Schema["Events.Jet_pt"].Counter, Is.EqualTo("Events.nJet"));
        Assert.That(joined.Schema["Jet_pt"].Counter, Is.EqualTo("nJet"));
    }

    [Test]
    public async Task Friends_can_have_friends()
    {
        await using RootTree tree = await RootTree.OpenAsync(TestData.Sample("signal.root"));
        IBatchSource joined = tree.WithFriend(tree, null, new FriendOptions { Name = "a" })
            .WithFriend(tree, Keys, new FriendOptions { Name = "b" }).Filter("MET_pt > 40");

        (float[] first, float[] second, float[] third) =
            await ReadAsync(joined.SelectColumns("MET_pt", "a.MET_pt", "b.MET_pt"), "MET_pt", "a.MET_pt", "b.MET_pt");

        Assert.That(second, Is.EqualTo(first));
        Assert.That(third, Is.EqualTo(first));
        Assert.That(first, Is.Not.Empty.And.All.GreaterThan(40));
    }

    [Test]
    public async Task The_friends_columns_alone_are_read_for_each_entry_of_the_tree()
    {
        await using RootTree tree = await RootTree.OpenAsync(TestData.Sample("signal.root"));
        List<long> entries = [];

        await foreach (EntryBatch batch in tree.WithFriend(tree, null, new FriendOptions { Name = "f" })
            .SelectColumns("f.MET_pt").ReadAsync())
            using (batch)
            {
                entries.AddRange(batch.Identities.Entries);
                Assert.That(batch.Schema.Select(c => c.Name), Is.EqualTo(new[] { "f.MET_pt" }));
            }

        Assert.That(entries, Is.EqualTo(Enumerable.Range(0, 8000)));
    }

    [Test]
    public async Task An_entry_without_a_partner_is_an_error_or_left_out()
    {
        await using RootTree tree = await RootTree.OpenAsync(TestData.Sample("signal.root")),
            few = await RootTree.OpenAsync(TestData.Sample("background2.root"));
        Assume.That(few.EntryCount, Is.LessThan(tree.EntryCount));

        RootException failure = Assert.ThrowsAsync<RootException>(
            () => ReadAsync(tree.WithFriend(few, null, new FriendOptions { Name = "few" }), "MET_pt", "few.MET_pt", "MET_phi"))!;
        (float[] mine, float[] theirs, _) = await ReadAsync(
            tree.WithFriend(few, null, new FriendOptions { Name = "few", DropUnmatched = true }), "MET_pt", "few.MET_pt", "MET_phi");

        Assert.That(failure.Message,
            Does.Contain($"Entry {few.EntryCount} (the friend has {few.EntryCount} entries) has none in friend 'Events'")
                .And.Contain("DropUnmatched"));
        Assert.That(mine, Is.EqualTo(await ValuesAsync(tree, "MET_pt", 0, few.EntryCount)));
        Assert.That(theirs, Is.EqualTo(await ValuesAsync(few, "MET_pt", 0, few.EntryCount)));
    }

    [Test]
    public async Task Columns_that_are_no_keys_are_named()
    {
        await using RootTree tree = await RootTree.OpenAsync(TestData.Sample("signal.root"));

        Assert.That(Assert.Throws<RootException>(() => tree.WithFriend(tree, ["MET_pt"]))!.Message,
            Does.Contain("Column 'MET_pt: float32' of the tree is no key"));
        Assert.That(Assert.Throws<RootException>(() => tree.WithFriend(tree, ["evnt"]))!.Message,
            Does.Contain("No column 'evnt' in the tree, to join by. Nearest: event"));
        Assert.That(Assert.Throws<RootException>(() => tree.WithFriend(tree).WithFriend(tree))!.Message,
            Does.Contain("FriendOptions.Name"));
    }

    [Test]
    public async Task Two_entries_of_one_key_are_named()
    {
        await using RootTree tree = await RootTree.OpenAsync(TestData.Sample("signal.root"));

        RootException failure =
            Assert.ThrowsAsync<RootException>(() => ReadAsync(tree.WithFriend(tree, ["run"]), "MET_pt", "MET_phi", "MET_pt"))!;

        Assert.That(failure.Message, Is.EqualTo("Entries 1 and 2 of friend 'Events' have the same run: it cannot be joined by them."));
    }

    [Test]
    [Category("Corpus")]
    public async Task Friends_that_the_writer_recorded_are_listed()
    {
        await using RootFile file = await RootFile.OpenAsync(TestData.Reference("corpus", "files",
            "mcv6.gsg_numu-CCHEDIS_1e2-1e8GeV.sirene.jte.jchain.aashower.dst.bdt_trk.bdt_casc.10events.root"));
        List<TreeFriend> friends = [];
        foreach (RootKey key in (await file.ReadKeysAsync()).Where(k => k.IsTree))
            friends.AddRange((await file.OpenTreeAsync(key.Path)).Friends);

        Assert.That(friends, Is.Not.Empty.And.All.Matches<TreeFriend>(f => f.Tree.Length > 0));
        TestContext.Out.WriteLine(string.Join("\n", friends));
    }

    private static async Task<(float[], float[], float[])> ReadAsync(IBatchSource source, string first, string second, string third)
    {
        List<float> a = [], b = [], c = [];
        await foreach (EntryBatch batch in source.ReadAsync())
            using (batch)
            {
                a.AddRange(batch.Get<float>(first).Values);
                b.AddRange(batch.Get<float>(second).Values);
                c.AddRange(batch.Get<float>(third).Values);
            }
        return ([.. a], [.. b], [.. c]);
    }

    private static async Task<float[]> ValuesAsync(RootTree tree, string column, long first, long end)
    {
        List<float> values = [];
        await foreach (EntryBatch batch in tree.ReadBatchesAsync([column], new ReadOptions { FirstEntry = first, EndEntry = end }))
            using (batch) values.AddRange(batch.Get<float>(column).Values);
        return [.. values];
    }
}
