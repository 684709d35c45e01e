using Hep.Jagged;
using Hep.Testing;

namespace Hep.Root.IO.Tests.Writing;

/// <summary>Trees at the limits: no entries, empty lists, long texts, large entries, small baskets.</summary>
[TestFixture(TreeFormat.TTree)]
[TestFixture(TreeFormat.RNTuple)]
public sealed class TreeEdgeTests(TreeFormat format)
{
    private readonly TreeWriteOptions _options = new() { Format = format };

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(254)]
    [TestCase(255)]
    [TestCase(256)]
    public async Task Text_of_any_length_comes_back(int length)
    {
        string path = Path.Combine(TestData.NewFolder(), "text.root");
        using EntryBatch batch = WrittenEvents.Batch(
            Column.CreateText("one", new string('a', length), "", "ü"),
            WrittenEvents.TextLists("many", [[new string('b', length), ""], [], [new string('c', length)]]));

        await WriteAsync(path, [batch]);

        using EntryBatch found = await WrittenTree.ReadAsync(path);
        WrittenTree.AssertSame(found, batch);
    }

    [Test]
    public async Task Tree_without_entries_keeps_its_columns()
    {
        string path = Path.Combine(TestData.NewFolder(), "empty.root");
        using EntryBatch some = WrittenEvents.AllForms(1);
        await WriteAsync(path, [], tree: _options with { Schema = some.Schema });

        await using RootFile file = await RootFile.OpenAsync(path);
        RootTree tree = await file.OpenTreeAsync("Events");

        Assert.That(tree.EntryCount, Is.Zero);
        Assert.That(tree.Schema.Select(c => c.Name), Is.SupersetOf(some.Schema.Select(c => c.Name)));
    }

    [Test]
    public async Task Stream_without_batches_makes_a_tree_without_columns()
    {
        string path = Path.Combine(TestData.NewFolder(), "nothing.root");
        await WriteAsync(path, []);

        await using RootFile file = await RootFile.OpenAsync(path);

        Assert.That((await file.OpenTreeAsync("Events")).Columns, Is.Empty);
    }

    [Test]
    public async Task Lists_that_are_all_empty_come_back_empty()
    {
        string path = Path.Combine(TestData.NewFolder(), "lists.root");
        using EntryBatch batch = WrittenEvents.Batch(
            Column.CreateJagged<float>("pt", [], [], []), Column.Create("run", 1, 2, 3),
            WrittenEvents.Nested("hits", [[], [], []]), WrittenEvents.TextLists("labels", [[], [], []]));

        await WriteAsync(path, [batch]);

        using EntryBatch found = await WrittenTree.ReadAsync(path);
        WrittenTree.AssertSame(found, batch);
    }

    [TestCase(128)]
    [TestCase(255)]
    public async Task Counter_of_unsigned_bytes_becomes_int32_which_ROOT_reads(int length)
    {
        using EntryBatch batch = WrittenEvents.Batch(
            Column.Create("n", (byte)length), WrittenEvents.Counted("x", "n", [new float[length]]));

        Assert.That(await CounterOfAsync(batch), Is.EqualTo(("TLeafI", (long)length)));
    }

    [TestCase(32_768)]
    [TestCase(65_535)]
    public async Task Counter_of_unsigned_shorts_becomes_int32_which_ROOT_reads(int length)
    {
        using EntryBatch batch = WrittenEvents.Batch(
            Column.Create("n", (ushort)length), WrittenEvents.Counted("x", "n", [new float[length]]));

        Assert.That(await CounterOfAsync(batch), Is.EqualTo(("TLeafI", (long)length)));
    }

    // The class of the counter's leaf, and the longest list that it tells; the lists come back.
    private static async Task<(string Class, long Maximum)> CounterOfAsync(EntryBatch batch)
    {
        string path = Path.Combine(TestData.NewFolder(), "counter.root");
        await WrittenTree.WriteAsync(path, [batch]);
        using EntryBatch found = await WrittenTree.ReadAsync(path);
        Assert.That(found.Get<float>("x")[0].Length, Is.EqualTo(batch.Get<float>("x")[0].Length));
        await using RootFile file = await RootFile.OpenAsync(path);
        RootObject tree = await file.ReadObjectAsync("Events");
        RootObject leaf = tree.GetList("fLeaves").OfType<RootObject>().Single(l => l.GetText("fName") == "n");
        return (leaf.ClassName, leaf.GetNumber("fMaximum"));
    }

    [Test]
    public async Task Payload_that_does_not_shrink_is_stored_as_it_is()
    {
        string path = Path.Combine(TestData.NewFolder(), "noise.root");
        byte[] noise = new byte[200_000];
        new Random(4).NextBytes(noise);
        using EntryBatch batch = WrittenEvents.Batch(Column.Create<byte>("noise", noise));

        await WriteAsync(path, [batch], new() { Compression = RootCompression.Zstd(5) });

        using EntryBatch found = await WrittenTree.ReadAsync(path);
        WrittenTree.AssertSame(found, batch);
        Assert.That(new FileInfo(path).Length, Is.LessThan(noise.Length + 5_000));
    }

    [TestCase(4)]
    [TestCase(5)]
    public async Task Entry_above_16_MiB_is_stored_in_several_blocks(int algorithm)
    {
        string path = Path.Combine(TestData.NewFolder(), "large.root");
        float[] values = [.. Enumerable.Range(0, 5_000_000).Select(i => (float)(i / 50))];
        using EntryBatch batch = WrittenEvents.Batch(Column.CreateJagged("trace", values, [], values[..7]));
        RootCompression compression = algorithm == 4 ? RootCompression.Lz4(1) : RootCompression.Zstd(1);

        await WriteAsync(path, [batch], new() { Compression = compression });

        using EntryBatch found = await WrittenTree.ReadAsync(path);
        WrittenTree.AssertSame(found, batch);
        Assert.That(new FileInfo(path).Length, Is.LessThan(4 * values.Length / 2));
    }

    [TestCase(1)]
    [TestCase(3)]
    public async Task Baskets_and_clusters_of_any_size_hold_the_same_entries(int threads)
    {
        string path = Path.Combine(TestData.NewFolder(), "small.root");
        using EntryBatch batch = WrittenEvents.AllForms(500);

        await WriteAsync(path, [batch, batch], tree: _options with { BasketBytes = 200, ClusterBytes = 5_000, Threads = threads });

        using EntryBatch expected = EntryBatch.Concat(batch, batch), found = await WrittenTree.ReadAsync(path);
        WrittenTree.AssertSame(found, expected);
    }

    [TestCase(0)]
    [TestCase(20_000)]
    public async Task Number_of_threads_changes_no_byte(long autoSaveBytes)
    {
        string folder = TestData.NewFolder();
        using EntryBatch batch = WrittenEvents.AllForms(400);
        TreeWriteOptions small = _options with { BasketBytes = 300, ClusterBytes = 4_000 };
        RootWriteOptions file = new() { TimeProvider = new StoppedClock(), AutoSaveBytes = autoSaveBytes };
        List<byte[]> files = [];
        foreach (int threads in (int[])[1, 2, 4])
        {
            string path = Path.Combine(folder, "same.root");
            await WriteAsync(path, [batch], file, small with { Threads = threads });
            files.Add(WithoutIdentity(await File.ReadAllBytesAsync(path)));
        }

        Assert.That(files[1], Is.EqualTo(files[0]));
        Assert.That(files[2], Is.EqualTo(files[0]));
    }

    private Task WriteAsync(string path, EntryBatch[] batches, RootWriteOptions? file = null, TreeWriteOptions? tree = null) =>
        WrittenTree.WriteAsync(path, batches, file, tree ?? _options);

    // Each file has its own identity, in its header and in the description of the top directory.
    private static byte[] WithoutIdentity(byte[] file)
    {
        Guid id = new(file.AsSpan(47, 16), bigEndian: true);
        byte[] bytes = id.ToByteArray(bigEndian: true);
        for (int at = file.AsSpan().IndexOf(bytes); at >= 0; at = file.AsSpan().IndexOf(bytes)) file.AsSpan(at, 16).Clear();
        return file;
    }

    private sealed class StoppedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 5, 17, 12, 30, 0, TimeSpan.Zero);
    }
}
