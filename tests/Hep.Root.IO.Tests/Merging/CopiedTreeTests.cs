using System.Buffers.Binary;
using Hep.Jagged;
using Hep.Root.IO.Files;
using Hep.Root.IO.Merging.Baskets;
using Hep.Root.IO.Serialization;
using Hep.Root.IO.Tests.Writing;
using Hep.Root.IO.Trees.NTuple;
using Hep.Testing;

namespace Hep.Root.IO.Tests.Merging;

/// <summary>Records of trees that are alike are copied as they are; whatever is not alike is written anew.</summary>
public sealed class CopiedTreeTests
{
    [Test]
    public async Task Baskets_and_pages_of_every_size_and_codec_are_taken_as_they_are([Values] TreeFormat format)
    {
        string folder = TestData.NewFolder();
        string a = await WriteAsync(folder, "a.root", 80, format, RootCompression.Zstd(5), basketBytes: 500);
        string b = await WriteAsync(folder, "b.root", 50, format, RootCompression.Lz4(4), basketBytes: 90);
        string c = await WriteAsync(folder, "c.root", 30, format, RootCompression.Zlib(1), basketBytes: 1 << 18);

        string merged = await MergeFiles.MergeAsync(null, a, b, c);

        using EntryBatch found = await WrittenTree.ReadAsync(merged), expected = EntryBatch.Concat(
            await WrittenTree.ReadAsync(a), await WrittenTree.ReadAsync(b), await WrittenTree.ReadAsync(c));
        WrittenTree.AssertSame(found, expected);
        Assert.That(await SizesAsync(merged), Is.EqualTo(Sum(await SizesAsync(a), await SizesAsync(b), await SizesAsync(c))));
        FileWalk walk = FileWalk.Of(await File.ReadAllBytesAsync(merged));
        Assert.That((walk.End, walk.FreeSegments), Is.EqualTo((walk.StatedEnd, walk.Gaps)));
    }

    [Test]
    public async Task Elements_of_an_RNTuple_are_counted_over_all_clusters_of_all_files()
    {
        string folder = TestData.NewFolder();
        string a = await WriteAsync(folder, "a.root", 80, TreeFormat.RNTuple, RootCompression.Zstd(5), basketBytes: 100);

        string merged = await MergeFiles.MergeAsync(null, a, a);

        StoredNTuple stored = await StoredNTupleAsync(merged);
        long[] before = new long[stored.Schema.StoredCount];
        foreach (Cluster cluster in stored.Clusters)
        {
            Assert.That(cluster.Columns.Select(c => c!.FirstElement), Is.EqualTo(before));
            before = [.. before.Zip(cluster.Columns, (b, c) => b + c!.ElementCount)];
        }
        Assert.That((stored.EntryCount, stored.Clusters.Length), Is.EqualTo((160, 2)));
        Assert.That(stored.Clusters.SelectMany(c => c.Columns).Select(c => c!.Compression).Distinct(), Is.EqualTo(new[] { 505 }));
    }

    [Test]
    public async Task Copied_trees_are_read_by_JSROOT([Values] TreeFormat format)
    {
        string folder = TestData.NewFolder();
        string a = await WriteAsync(folder, "a.root", 80, format, RootCompression.Zstd(5), basketBytes: 500);
        string b = await WriteAsync(folder, "b.root", 50, format, RootCompression.None, basketBytes: 100);

        string merged = await MergeFiles.MergeAsync(null, a, b);

        using EntryBatch all = await WrittenTree.ReadAsync(merged);
        // Of lists in lists JSROOT 7.11.2 takes the ends of the cluster before for the beginning of the next.
        string[] unlike = format == TreeFormat.RNTuple ? ["clusters", "labels"] : [];
        using EntryBatch shown = all.Select([.. all.Schema.Select(c => c.Name).Except(unlike)]);
        await JsrootTests.AssertSameAsync(merged, shown);
    }

    [TestCase("uproot-small-evnt-tree-nosplit.root", "tree", "evt")]
    [TestCase("uproot-HZZ.root", "events", "NMuon")]
    public async Task Copied_trees_of_real_files_are_read_by_JSROOT(string name, string tree, string branch)
    {
        string file = TestData.Reference("corpus", "files", name);

        string merged = await MergeFiles.MergeAsync(null, $"{file}:{tree}", $"{file}:{tree}");

        (string one, string two) = (await ShownAsync(file), await ShownAsync(merged));
        Assert.That(two, Is.EqualTo($"{one[..^1]},{one[1..]}"));

        async Task<string> ShownAsync(string path) =>
            (await Jsroot.ReadAsync(path, tree)).GetProperty("columns").GetProperty(branch).GetRawText();
    }

    [Test]
    public async Task NanoAOD_is_merged_with_the_classes_that_nobody_here_reads()
    {
        string nano = TestData.Reference("corpus", "files", "pfnano.root");

        RootMerge plan = await RootMerge.OpenAsync([nano, nano]);
        string alone = await MergeFiles.MergeAsync(null, nano);

        Assert.That(plan.Unmerged, Is.Empty);
        Assert.That(plan.Objects.Where(o => o.EntryCount is not null).Select(o => (o.Path, o.WhyRewritten)), Is.EquivalentTo(
            new[] { "Events", "LuminosityBlocks", "Runs", "MetaData", "ParameterSets" }.Select(p => (p, (string?)null))));
        Assert.That(await InfosAsync(alone), Is.SupersetOf(await InfosAsync(nano)));
        List<RootDifference> differences = [];
        await foreach (RootDifference each in new RootComparison(new(nano, null), new(alone, null)).CompareAsync()) differences.Add(each);
        Assert.That(differences, Is.Empty);
    }

    // Aliases, what users put beside the entries, attributes: whatever a version of a class has.
    [TestCase("pfnano.root", "Events")]
    [TestCase("uproot-issue-951.root", "CollectionTree")]
    [TestCase("uproot-issue367.root", null)]
    [TestCase("tntuple.root", null)]
    [TestCase("roottest-io-evolution-skim.root", null)]
    public async Task Members_of_a_tree_that_do_not_tell_of_baskets_are_those_of_the_first(string name, string? tree)
    {
        string path = TestData.Reference("corpus", "files", name);
        await using RootTree any = await RootTree.OpenAtAsync(new(path, tree), null, default);

        string merged = await MergeFiles.MergeAsync(null, $"{path}:{any.Path}", $"{path}:{any.Path}");

        Assert.That(await MembersAsync(merged, any.Path), Is.EqualTo(await MembersAsync(path, any.Path)).And.Not.Empty);
    }

    [Test]
    public async Task The_largest_count_of_all_files_is_what_the_counter_says()
    {
        string folder = TestData.NewFolder();
        string a = await MergeFiles.MakeTreeAsync(
            folder, "a.root", Column.CreateJagged<int>("l", [[1], []]), Column.CreateText("t", "abc", ""));
        string b = await MergeFiles.MakeTreeAsync(
            folder, "b.root", Column.CreateJagged<int>("l", [[1, 2, 3, 4, 5, 6, 7]]), Column.CreateText("t", "abcdefgh"));

        string merged = await MergeFiles.MergeAsync(null, a, b);

        RootObject[] leaves = [.. (await StoredAsync(merged)).GetObject("fLeaves")!.Items.OfType<RootObject>()];
        RootObject counter = leaves.Single(l => l.GetText("fName") == "nl"), text = leaves.Single(l => l.GetText("fName") == "t");
        Assert.That((counter.GetNumber("fMaximum"), counter.GetNumber("fIsRange")), Is.EqualTo((7, 1)));
        Assert.That((text.GetNumber("fLen"), text.GetNumber("fMaximum")), Is.EqualTo((9, 9)));
    }

    [Test]
    public void Clusters_of_trees_stand_behind_each_other_in_ranges_of_one_size()
    {
        JoinedClusters clusters = new(autoFlush: 0);

        clusters.Add(Clustered(30), 90);                    // three of 30
        clusters.Add(Clustered(30), 70);                    // they go on: 30, 30, 10
        clusters.Add(Clustered(30), 30);                    // behind one that is not full a new range begins
        clusters.Add(Clustered(-30_000_000), 5);            // nobody knows
        clusters.Add(Clustered(20, (24, 25)), 0);           // nothing
        clusters.Add(Clustered(20, (24, 25)), 45);          // one of 25, one of 20

        Assert.That(clusters.RangeEnds, Is.EqualTo(new long[] { 159, 189, 194, 219 }));
        Assert.That(clusters.RangeSizes, Is.EqualTo(new long[] { 30, 30, 0, 25 }));
        Assert.That(clusters.AutoFlush, Is.EqualTo(20));
    }

    [Test]
    public void A_tree_of_trees_without_entries_ends_its_clusters_as_the_first_would()
    {
        JoinedClusters clusters = new(autoFlush: -30_000_000);

        clusters.Add(Clustered(-30_000_000), 0);
        clusters.Add(Clustered(50), 0);

        Assert.That((clusters.AutoFlush, clusters.RangeEnds.Count), Is.EqualTo((-30_000_000, 0)));
    }

    [TestCase("type", "the class of a leaf")]
    [TestCase("shape", "the class of a leaf")]
    [TestCase("vector", "branches")]
    [TestCase("more", "branches")]
    [TestCase("order", "stands where")]
    public async Task Trees_that_are_not_alike_are_written_anew_and_the_reason_is_told(string what, string why)
    {
        string folder = TestData.NewFolder();
        Column X() => Column.Create("x", 1, 2);
        Column L() => Column.CreateJagged<int>("l", [[1], [2, 3]]);
        string a = await MergeFiles.MakeTreeAsync(folder, "a.root", X(), L());
        string b = Path.Combine(folder, "b.root");
        Column[] columns = what switch
        {
            "type" => [Column.Create("x", 1L, 2L), L()],
            "shape" => [WrittenEvents.Fixed("x", 2, [2], i => i), L()],
            "more" => [X(), L(), Column.Create("y", 1, 2)],
            "order" => [L(), X()],
            _ => [X(), L()],
        };
        await WrittenTree.WriteAsync(b, [WrittenEvents.Batch(columns)],
            tree: new() { Lists = what == "vector" ? ListStorage.Vectors : ListStorage.Counted });

        RootMerge merge = await RootMerge.OpenAsync([a, b], new() { FillMissing = true, LeaveOut = true });

        Assert.That(merge.Objects.Select(o => o.WhyRewritten), Has.One.Contains(why).And.One.Contains("b.root"));
    }

    [Test]
    public async Task What_is_asked_for_is_done_entry_by_entry()
    {
        string folder = TestData.NewFolder();
        string a = await WriteAsync(folder, "a.root", 20, TreeFormat.TTree, RootCompression.Zstd(5), basketBytes: 500);

        RootMerge compressed = await RootMerge.OpenAsync([a], new() { Compression = RootCompression.Lz4(4) });
        RootMerge other = await RootMerge.OpenAsync([a], new() { Format = TreeFormat.RNTuple });
        RootMerge same = await RootMerge.OpenAsync([a], new() { Format = TreeFormat.TTree });

        Assert.That(compressed.Objects[0].WhyRewritten, Does.Contain("compression"));
        Assert.That(other.Objects[0].WhyRewritten, Does.Contain("RNTuple"));
        Assert.That(same.Objects[0].WhyRewritten, Is.Null);
    }

    [Test]
    public async Task Baskets_of_a_branch_that_was_renamed_keep_the_name_that_it_had()
    {
        (string a, byte[] bytes, int key) = await WithPlainBasketAsync();
        bytes[key + 34 + 8 + 1] = (byte)'w';
        await File.WriteAllBytesAsync(a, bytes);

        using EntryBatch found = await WrittenTree.ReadAsync(await MergeFiles.MergeAsync(null, a));

        Assert.That(found.Get<int>("x").Values.ToArray(), Is.EqualTo(new[] { 1, 2, 3 }));
    }

    [Test]
    public async Task A_basket_that_claims_more_bytes_than_an_integer_counts_is_an_error_of_the_file()
    {
        (string a, byte[] bytes, int key) = await WithPlainBasketAsync();
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(key + 6), int.MaxValue);
        await File.WriteAllBytesAsync(a, bytes);

        Assert.That(async () => await WrittenTree.ReadAsync(await MergeFiles.MergeAsync(null, a)),
            Throws.InstanceOf<RootException>().With.Message.Contains("RootReadLimits.MaxRecordBytes"));
    }

    [TestCase("length", "records|bytes")]
    [TestCase("entries", "entries expected by the branch")]
    [TestCase("class", "A basket of 'x' expected")]
    [TestCase("place", "it is truncated, or the tree's record is wrong")]
    public async Task A_basket_whose_key_does_not_say_what_the_tree_says_is_told_with_file_branch_and_place(string what, string why)
    {
        (string a, byte[] bytes, int key) = await WithPlainBasketAsync();
        switch (what)
        {
            case "length": bytes[key + 3]++; break;
            case "entries": bytes[key + 34 + 8 + 2 + 7 + 2 + 4 + 4 + 3]--; break;
            case "class": bytes[key + 34 + 1] = (byte)'X'; break;
            default:
                Span<byte> seek = stackalloc byte[8];
                BinaryPrimitives.WriteInt64BigEndian(seek, key);
                BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(bytes.AsSpan().LastIndexOf(seek)), 1L << 40);
                break;
        }
        await File.WriteAllBytesAsync(a, bytes);
        string good = await MergeFiles.MakeTreeAsync(
            TestData.NewFolder(), "good.root", Column.Create("x", 1), Column.Create("y", 1));

        RootException failure = Assert.ThrowsAsync<RootException>(() => MergeFiles.MergeAsync(null, good, a))!;

        Assert.That(failure.Message, Does.Contain("a.root").And.Contain("branch 'x', basket 0").And.Match(why));
        Assert.That(failure.Offset, Is.EqualTo(what == "place" ? 1L << 40 : key));
    }

    [Test]
    public async Task A_page_that_is_damaged_is_told_with_file_and_place()
    {
        string folder = TestData.NewFolder();
        string a = await WriteAsync(folder, "a.root", 20, TreeFormat.RNTuple, RootCompression.None, basketBytes: 500);
        byte[] bytes = await File.ReadAllBytesAsync(a);
        bytes[bytes.AsSpan().IndexOf("\u0005RBlob"u8) + 8 + 2]++;
        await File.WriteAllBytesAsync(a, bytes);

        RootException failure = Assert.ThrowsAsync<RootException>(() => MergeFiles.MergeAsync(null, a))!;

        Assert.That(failure.Message, Does.Contain("a.root").And.Contain("a page of column").And.Contain("checksum"));
    }

    [Test]
    public async Task What_is_copied_is_findable_after_each_file([Values] TreeFormat format)
    {
        string folder = TestData.NewFolder(), path = Path.Combine(folder, "m.root");
        string a = await WriteAsync(folder, "a.root", 40, format, RootCompression.Zstd(1), basketBytes: 500);
        RootMerge merge = await RootMerge.OpenAsync([a, a, a]);
        await using RootFileWriter output = await RootFileWriter.CreateAsync(path, new() { AutoSaveBytes = 1 });
        List<(long Done, long Saved)> seen = [];

        await merge.WriteAsync(output, new Watcher(done => seen.Add((done, SavedEntries(output.PartPath)))));
        await output.CompleteAsync();

        Assert.That(seen.Select(s => s.Done), Is.Ordered.And.Contains(40).And.Contains(80).And.Contains(120));
        Assert.That(seen.Where(s => s.Done > 80).Select(s => s.Saved), Has.Some.EqualTo(80).And.All.AnyOf(40, 80));
        Assert.That(SavedEntries(path), Is.EqualTo(120));
    }

    [Test]
    public async Task A_copy_that_is_given_up_ends_within_the_file_and_cannot_be_completed()
    {
        string file = TestData.Reference("bench", "nano_none.root");            // more than is copied at a time
        RootMerge merge = await RootMerge.OpenAsync([file]);
        await using RootFileWriter output = await RootFileWriter.CreateAsync(Path.Combine(TestData.NewFolder(), "m.root"));
        using CancellationTokenSource stop = new();
        int told = 0;

        Assert.That(() => merge.WriteAsync(output, new Watcher(_ => Stop()), stop.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(told, Is.EqualTo(1));
        Assert.That(() => output.CompleteAsync(), Throws.InvalidOperationException);

        void Stop()
        {
            told++;
            stop.Cancel();
        }
    }

    [Test]
    public async Task Baskets_beyond_two_gigabytes_are_found_and_keys_too_small_for_them_are_told()
    {
        string folder = TestData.NewFolder(), path = Path.Combine(folder, "big.root");
        string a = await WriteAsync(folder, "a.root", 40, TreeFormat.TTree, RootCompression.Zstd(1), basketBytes: 500);
        string small = TestData.Reference("corpus", "files", "join2.root");

        await MergeBehindAsync(path, a);
        RootException failure = Assert.ThrowsAsync<RootException>(() => MergeBehindAsync(Path.Combine(folder, "small.root"), small))!;

        using EntryBatch found = await WrittenTree.ReadAsync(path), expected = await WrittenTree.ReadAsync(a);
        WrittenTree.AssertSame(found, expected);
        Assert.That(failure.Message, Does.Contain("four bytes for its place").And.Contain("--compression"));
    }

    // A hole in the file: nothing of it is written.
    private static async Task MergeBehindAsync(string path, string file)
    {
        RootMerge merge = await RootMerge.OpenAsync([file], new() { LeaveOut = true });
        await using RootFileWriter output = await RootFileWriter.CreateAsync(path);
        output.Tables.LeaveOut(2_000_000_000);
        await merge.WriteAsync(output);
        await output.CompleteAsync();
    }

    // A file with the columns x and y, its bytes, and where the key of the basket of x begins.
    private static async Task<(string Path, byte[] Bytes, int Key)> WithPlainBasketAsync()
    {
        string path = Path.Combine(TestData.NewFolder(), "a.root");
        using EntryBatch batch = WrittenEvents.Batch(Column.Create("x", 1, 2, 3), Column.Create("y", 1, 2, 3));
        await WrittenTree.WriteAsync(path, [batch], new() { Compression = RootCompression.None });
        byte[] bytes = await File.ReadAllBytesAsync(path);
        return (path, bytes, bytes.AsSpan().IndexOf("\u0007TBasket\u0001x"u8) - 34);        // of a TKey with wide places
    }

    private static async Task<string> WriteAsync(
        string folder, string name, int entries, TreeFormat format, RootCompression compression, int basketBytes)
    {
        string path = Path.Combine(folder, name);
        using EntryBatch batch = WrittenEvents.AllForms(entries, seed: entries);
        await WrittenTree.WriteAsync(path, [batch], new() { Compression = compression },
            new() { Format = format, BasketBytes = basketBytes, Lists = ListStorage.AsRead });
        return path;
    }

    private static async Task<(string, long, long)[]> SizesAsync(string path)
    {
        await using RootTree tree = await RootTree.OpenAsync(path);
        return [.. tree.Columns.Select(c => (c.Name, c.StoredBytes, c.PlainBytes))];
    }

    private static IEnumerable<(string, long, long)> Sum(params (string Name, long Stored, long Plain)[][] files) =>
        files[0].Select((c, i) => (c.Name, files.Sum(f => f[i].Stored), files.Sum(f => f[i].Plain)));

    private static async Task<List<(string, int)>> InfosAsync(string path)
    {
        await using RootFile file = await RootFile.OpenAsync(path);
        return [.. (await file.GetInfosAsync(default)).Own.Select(i => (i.ClassName, i.Version))];
    }

    private static async Task<RootObject> StoredAsync(string path, string tree = "Events")
    {
        await using RootFile file = await RootFile.OpenAsync(path);
        return await file.ReadObjectAsync((await KeySearch.FindAsync(file, tree, default)).Newest);
    }

    private static async Task<StoredNTuple> StoredNTupleAsync(string path)
    {
        await using RootFile file = await RootFile.OpenAsync(path);
        return await NTupleOpening.ReadAsync(file.Records, file.Keys[0], default);
    }

    private static async Task<List<string>> MembersAsync(string path, string tree)
    {
        HashSet<string> told = ["fEntries", "fTotBytes", "fZipBytes", "fSavedBytes", "fFlushedBytes", "fNClusterRange", "fClusterRangeEnd",
            "fClusterSize", "fWriteBasket", "fEntryNumber", "fMaxBaskets", "fBaskets", "fBasketBytes", "fBasketEntry", "fBasketSeek"];
        List<string> lines = [];
        HashSet<RootObject> seen = new(ReferenceEqualityComparer.Instance);
        Add(await StoredAsync(path, tree), "");
        return lines;

        void Add(object? value, string place)
        {
            if (value is RootObject stored)
            {
                lines.Add($"{place}: {stored.ClassName} {stored.Version}");
                if (!seen.Add(stored)) return;
                foreach ((string name, object? member) in stored.Members)
                    if (!told.Contains(name)) Add(member, $"{place}.{name}");
                for (int i = 0; i < stored.Items.Count; i++) Add(stored.Items[i], $"{place}[{i}]");
            }
            else if (value is Array array) lines.Add($"{place}: {string.Join(' ', array.Cast<object?>())}");
            else lines.Add($"{place}: {(value is RootBytes bytes ? Convert.ToHexString(bytes.Bytes.Span) : value)}");
        }
    }

    private static long SavedEntries(string path)
    {
        using Task<long> read = Task.Run(async () =>
        {
            await using RootFile file = await RootFile.OpenAsync(path);
            return file.Keys.Count == 0 ? 0 : (await file.OpenTreeAsync("Events")).EntryCount;
        });
        return read.GetAwaiter().GetResult();
    }

    private static RootObject Clustered(long autoFlush, params (long End, long Size)[] ranges)
    {
        RootObject tree = new("TTree", 20);
        tree.Add("fClusterRangeEnd", ranges.Select(r => r.End).ToArray());
        tree.Add("fClusterSize", ranges.Select(r => r.Size).ToArray());
        tree.Add("fAutoFlush", autoFlush);
        return tree;
    }

    private sealed class Watcher(Action<long> told) : IProgress<long>
    {
        public void Report(long value) => told(value);
    }
}
