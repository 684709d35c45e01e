using Hep.Jagged;
using Hep.Root.IO.Files;
using Hep.Root.IO.Serialization;
using Hep.Testing;

namespace Hep.Root.IO.Tests.Writing;

/// <summary>What the object of a tree says besides its entries: other readers size buffers and plan with it.</summary>
public sealed class TreeMetadataTests
{
    [Test]
    public async Task Counter_says_how_long_the_longest_list_is()
    {
        using EntryBatch batch = WrittenEvents.Batch(
            WrittenEvents.Counted<float>("x", "n", [[1], [1, 2, 3, 4, 5], []]), Column.CreateText("word", "four", "", "a"));

        RootObject tree = await WriteAsync([batch], TreeWriteOptions.Default);

        RootObject counter = Leaf(tree, "n"), list = Leaf(tree, "x"), text = Leaf(tree, "word");
        Assert.That((counter.GetNumber("fIsRange"), counter.GetNumber("fMaximum")), Is.EqualTo((1, 5)));
        Assert.That(list["fLeafCount"], Is.SameAs(counter));
        Assert.That(text.GetNumber("fLen"), Is.EqualTo(5));         // with the 0 that ROOT puts behind it
    }

    [Test]
    public async Task Tree_counts_the_bytes_of_its_branches_and_knows_its_clusters()
    {
        using EntryBatch batch = WrittenEvents.Batch(Column.Create("x", Enumerable.Range(0, 1000).ToArray()));

        RootObject tree = await WriteAsync([batch, batch], new() { ClusterBytes = 1200, BasketBytes = 1000 });

        RootObject branch = (RootObject)tree.GetList("fBranches")[0]!;
        Assert.That(tree.GetNumber("fEntries"), Is.EqualTo(2000));
        Assert.That(tree.GetNumber("fAutoFlush"), Is.EqualTo(300));
        Assert.That(tree.GetNumber("fTotBytes"), Is.EqualTo(branch.GetNumber("fTotBytes")));
        Assert.That(tree.GetNumber("fZipBytes"), Is.EqualTo(branch.GetNumbers("fBasketBytes").Sum()));
        // 300 entries are a basket of 250 and one of 50, and the last cluster has 200
        Assert.That(branch.GetNumbers("fBasketEntry")[..14],
            Is.EqualTo(new long[] { 0, 250, 300, 550, 600, 850, 900, 1150, 1200, 1450, 1500, 1750, 1800, 2000 }));
    }

    [Test]
    public async Task Columns_that_are_left_out_make_no_cluster_smaller()
    {
        using EntryBatch batch = WrittenEvents.Batch(
            Column.Create("x", Enumerable.Range(0, 1000).ToArray()), WrittenEvents.Fixed("wide", 1000, [99], i => i));

        RootObject tree = await WriteAsync([batch], new() { ClusterBytes = 1200, Schema = new Schema([batch.Schema[0]]) });

        Assert.That(tree.GetNumber("fAutoFlush"), Is.EqualTo(300));
    }

    [Test]
    public async Task Cluster_that_ends_early_is_kept_as_a_range()
    {
        using EntryBatch small = WrittenEvents.Batch(Column.CreateJagged("x", Lists(100, 1)));
        using EntryBatch large = WrittenEvents.Batch(Column.CreateJagged("x", Lists(100, 100)));

        RootObject tree = await WriteAsync([small, large, small], new() { ClusterBytes = 900 });

        long entries = tree.GetNumber("fAutoFlush");
        long[] ends = tree.GetNumbers("fClusterRangeEnd");
        Assert.That(ends, Is.Not.Empty);
        Assert.That(ends[0], Is.GreaterThanOrEqualTo(100));
        Assert.That(tree.GetNumbers("fClusterSize"), Is.All.EqualTo(entries));
    }

    [Test]
    public async Task Record_of_infos_describes_every_class_of_the_file()
    {
        string path = Path.Combine(TestData.NewFolder(), "infos.root");
        using EntryBatch batch = WrittenEvents.AllForms(5);
        await WrittenTree.WriteAsync(path, [batch], new() { Compression = RootCompression.None });

        Dictionary<string, StreamerInfo> infos = Infos(await File.ReadAllBytesAsync(path)).ToDictionary(i => i.ClassName);

        string[] classes = ["TTree", "TBranch", "TBranchElement", "TLeafElement", "TLeafF", "TLeafC", "TNamed", "TObjArray", "TRefTable"];
        Assert.That(infos.Keys, Is.SupersetOf(classes));
        Assert.That((infos["TTree"].Version, infos["TTree"].Checksum), Is.EqualTo((20, 0x7264E07F)));
        Assert.That(infos["vector<vector<double> >"].Elements.Single().Name, Is.EqualTo("This"));
        Assert.That(infos["vector<string>"].Checksum, Is.EqualTo(Fold("vector<string>")));
        Assert.That(infos["TBranch"].Elements[0].BaseChecksum, Is.EqualTo(infos["TNamed"].Checksum));
    }

    // The file's own, without those that the reader knows beforehand.
    private static List<StreamerInfo> Infos(byte[] file)
    {
        long seek = FileHeader.Parse(file).InfoSeek;
        RootBuffer buffer = new(file.AsSpan((int)seek));
        KeyRecord key = KeyRecord.Read(ref buffer);
        return StreamerInfoReader.Read(file.AsSpan((int)seek + key.KeyLength, key.PlainBytes), key.KeyLength);
    }

    private static uint Fold(string name) => name.Aggregate(0u, (sum, letter) => sum * 3 + letter);

    private static float[][] Lists(int entries, int length) => [.. Enumerable.Range(0, entries).Select(_ => new float[length])];

    private static RootObject Leaf(RootObject tree, string name) =>
        tree.GetList("fLeaves").OfType<RootObject>().Single(l => l.GetText("fName") == name);

    private static async Task<RootObject> WriteAsync(EntryBatch[] batches, TreeWriteOptions options)
    {
        string path = Path.Combine(TestData.NewFolder(), "tree.root");
        await WrittenTree.WriteAsync(path, batches, tree: options);
        await using RootFile file = await RootFile.OpenAsync(path);
        return await file.ReadObjectAsync("Events");
    }
}
