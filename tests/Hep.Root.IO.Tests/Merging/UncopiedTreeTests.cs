using System.Buffers.Binary;
using System.IO.Hashing;
using Hep.Jagged;
using Hep.Root.IO.Merging.Baskets;
using Hep.Root.IO.Serialization;
using Hep.Root.IO.Tests.Writing;
using Hep.Testing;
using TreeBranch = Hep.Root.IO.Trees.TTree.Branch;

namespace Hep.Root.IO.Tests.Merging;

/// <summary>Trees whose records could be read and not be copied: entries are written anew, and the reason is told.</summary>
public sealed class UncopiedTreeTests
{
    // ROOT before 4.02 gave keys of baskets four bytes for places; TBasket's constructor adds 1000 to their version since then, and so do
    // we, however small the file is.
    [Test]
    public async Task Keys_with_places_of_four_bytes_are_not_copied_where_the_file_comes_to_have_more()
    {
        string old = TestData.Reference("corpus", "files", "join2.root");
        await using RootTree tree = await RootTree.OpenAsync(old);
        string own = await MergeFiles.MakeTreeAsync(TestData.NewFolder(), "own.root", Column.Create("x", 1, 2));
        await using RootFile file = await RootFile.OpenAsync(old);
        long bytes = tree.StoredBytes + file.Keys.Single(k => k.Path == tree.Path).StoredBytes;
        MergeOptions small = new() { NarrowEnd = 2 * bytes, LeaveOut = true };

        RootMerge few = await RootMerge.OpenAsync([old], small), many = await RootMerge.OpenAsync([old, old, old, old], small);
        RootMerge wide = await RootMerge.OpenAsync([own], new() { NarrowEnd = 1 });

        Assert.That(TreeOf(few).WhyRewritten, Is.Null);
        Assert.That(TreeOf(many).WhyRewritten, Does.Contain("four bytes for places").And.Contain("2 GB"));
        Assert.That(TreeOf(wide).WhyRewritten, Is.Null);
        await using RootTree merged = await RootTree.OpenAsync(await MergeFiles.MergeAsync(small, old, old, old, old));
        Assert.That(merged.EntryCount, Is.EqualTo(4 * tree.EntryCount));

        static MergedObject TreeOf(RootMerge merge) => merge.Objects.Single(o => o.EntryCount is not null);
    }

    [Test]
    public async Task Histograms_of_many_files_are_reckoned_once()
    {
        string old = TestData.Reference("corpus", "files", "join2.root");
        double[] cells = [.. Enumerable.Range(0, 1002).Select(i => Math.Sin(i))];
        string histogram = await MergeFiles.MakeAsync(TestData.NewFolder(), "h.root", output => output.WriteAsync(
            "made", MadeHistograms.Of("TH1D", [MadeHistograms.Axis("xaxis", 1000, 0, 1)], cells), default));
        await using RootTree tree = await RootTree.OpenAsync(old);
        await using RootFile file = await RootFile.OpenAsync(old), other = await RootFile.OpenAsync(histogram);
        MergeOptions small = new()
        {
            NarrowEnd = tree.StoredBytes + file.Keys.Sum(k => k.StoredBytes) + 2 * other.Keys[0].StoredBytes,
            LeaveOut = true,
        };

        RootMerge merge = await RootMerge.OpenAsync([old, histogram, histogram, histogram, histogram], small);

        Assert.That(merge.Objects.Single(o => o.EntryCount is not null).WhyRewritten, Is.Null);
    }

    [Test]
    public async Task A_page_that_is_split_for_its_checksum_is_not_copied()
    {
        string path = Path.Combine(TestData.NewFolder(), "a.root");
        using EntryBatch batch = WrittenEvents.Batch(Column.Create("x", [.. Enumerable.Range(0, 1000)]));
        await WrittenTree.WriteAsync(path, [batch], new() { Compression = RootCompression.None }, new() { Format = TreeFormat.RNTuple });
        byte[] bytes = await File.ReadAllBytesAsync(path);
        // The anchor ends with what a key holds at most and its own checksum.
        byte[] most = [0, 0, 0, 0, 0x40, 0, 0, 0];
        int at = bytes.AsSpan().LastIndexOf(most);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(at), 4000);           // the page, and not its checksum
        const int Members = 4 * sizeof(short) + 6 * sizeof(long);
        Span<byte> anchor = bytes.AsSpan(at + sizeof(long) - Members - sizeof(long), Members + sizeof(long));
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(at + sizeof(long)), XxHash3.HashToUInt64(anchor));
        await File.WriteAllBytesAsync(path, bytes);

        RootMerge merge = await RootMerge.OpenAsync([path]);

        Assert.That(merge.Objects[0].WhyRewritten, Does.Contain("a page lies in a place of a kind that is not copied"));
    }

    [Test]
    public void Counters_of_one_name_are_told_apart_by_their_places()
    {
        TreeForm first = FormOf(counter: 0), second = FormOf(counter: 1);

        Assert.That(first.Difference(FormOf(counter: 0)), Is.Null);
        Assert.That(first.Difference(second), Does.Contain("of branch 'x' fLeafCount is 'n (leaf 0 of branch 1)'")
            .And.Contain("'n (leaf 0 of branch 0)' in files before"));
    }

    // Two branches with a leaf n each, and x, which one of the two counts.
    private static TreeForm FormOf(int counter)
    {
        RootObject[] counters = [Leaf("n", null), Leaf("n", null)];
        RootObject tree = new("TTree", 20);
        tree.Add("fBranches", new RootObject("TObjArray", 3)
        {
            Items = [Branch("a", counters[0]), Branch("b", counters[1]), Branch("x", Leaf("x", counters[counter]))],
        });
        return new TreeForm(new StoredTree
        {
            ClassName = "TTree",
            Payload = [],
            KeyLength = 0,
            Infos = new StreamerInfos([]),
            Limits = RootReadLimits.Default,
            Object = tree,
            Branches = [.. TreeBranch.ReadAll(tree, RootReadLimits.Default)],
        });

        static RootObject Branch(string name, RootObject leaf)
        {
            RootObject branch = new("TBranch", 13);
            branch.Add("fName", name);
            branch.Add("fLeaves", new RootObject("TObjArray", 3) { Items = [leaf] });
            return branch;
        }

        static RootObject Leaf(string name, RootObject? counter)
        {
            RootObject leaf = new("TLeafI", 1);
            leaf.Add("fName", name);
            leaf.Add("fTitle", name);
            leaf.Add("fLeafCount", counter);
            return leaf;
        }
    }

    [Test]
    public async Task A_basket_in_the_record_of_its_tree_with_other_entries_than_are_told_is_not_copied()
    {
        string whole = TestData.Reference("corpus", "files",
            "roottest-python-distrdf-data-ttree-distrdf_roottest_check_friend_trees_friend.root");

        RootMerge unchanged = await RootMerge.OpenAsync([await DoctoredTree.MakeAsync(whole, "TF", _ => { })]);
        RootMerge merge = await RootMerge.OpenAsync([await DoctoredTree.MakeAsync(whole, "TF", LoseAnEntry)], new() { LeaveOut = true });

        Assert.That(unchanged.Objects.Single(o => o.Path == "TF").WhyRewritten, Is.Null);
        Assert.That(merge.Objects.Single(o => o.Path == "TF").WhyRewritten,
            Does.Match("basket [0-9]+ of branch '.*' lies in the tree's record with other entries than are told"));

        // Behind the names in its key: version, size of the buffer, size of an entry, entries.
        static void LoseAnEntry(StoredTree tree)
        {
            Span<byte> basket = tree.Payload.AsSpan(tree.Payload.AsSpan().IndexOf("\u0007TBasket"u8) + 8);
            basket = basket[(1 + basket[0])..];
            basket = basket[(1 + basket[0] + sizeof(short) + 2 * sizeof(int))..];
            BinaryPrimitives.WriteInt32BigEndian(basket, BinaryPrimitives.ReadInt32BigEndian(basket) - 1);
        }
    }

    // A branch that only holds others may have baskets of its own.
    [Test]
    public async Task A_branch_with_baskets_in_some_files_alone_is_not_copied([Values] bool isFirst)
    {
        string with = TestData.Reference("corpus", "files", "uproot-issue367.root");
        string without = await DoctoredTree.MakeAsync(with, "tree", LoseBaskets);

        RootMerge alone = await RootMerge.OpenAsync([without], new() { LeaveOut = true });
        RootMerge merge = await RootMerge.OpenAsync(isFirst ? [with, without] : [without, with], new() { LeaveOut = true });

        Assert.That(alone.Objects.Single(o => o.Path == "tree").WhyRewritten, Is.Null);
        Assert.That(merge.Objects.Single(o => o.Path == "tree").WhyRewritten,
            Does.Contain($"branch 'weights' has {(isFirst ? "none" : "baskets")}, otherwise than in files before"));

        static void LoseBaskets(StoredTree tree)
        {
            TreeBranch branch = tree.Branches.Single(b => b.Name == "weights");
            Span<byte> told = stackalloc byte[2 * sizeof(int) + sizeof(long)];      // fEntryOffsetLen, fWriteBasket, fEntryNumber
            BinaryPrimitives.WriteInt32BigEndian(told, (int)branch.Stored.GetNumber("fEntryOffsetLen"));
            BinaryPrimitives.WriteInt32BigEndian(told[sizeof(int)..], branch.Places.Count);
            BinaryPrimitives.WriteInt64BigEndian(told[(2 * sizeof(int))..], branch.EntryCount);
            int name = tree.Payload.AsSpan().IndexOf("\u0007weights"u8), at = tree.Payload.AsSpan(name).IndexOf(told);
            Assert.That(Math.Min(name, at), Is.Positive);
            tree.Payload.AsSpan(name + at + sizeof(int), sizeof(int)).Clear();
        }
    }
}
