using Hep.Jagged;
using Hep.Root.IO.Trees.NTuple;
using static Hep.Root.IO.Tests.Trees.NTuple.NTupleBytes;

namespace Hep.Root.IO.Tests.Trees.NTuple;

/// <summary>What no file of the corpus has: RNTuples made by hand, whole ones and wrong ones.</summary>
public sealed class HandMadeNTupleTests
{
    private const int Int32 = 0x07, Real32 = 0x0C, Index64 = 0x0F, Switch = 0x10;

    [Test]
    public async Task A_list_is_cut_wherever_batches_end([Values(1, 2, 3, 5)] int batchSize)
    {
        RootTree tree = await Lists([2, 2, 3, 6, 6], [1f, 2, 3, 4, 5, 6]).OpenAsync();

        Assert.That(await ReadAsync(tree, "x", new ReadOptions { BatchSize = batchSize }), Is.EqualTo("[1, 2]|[]|[3]|[4, 5, 6]|[]"));
        Assert.That(await ReadAsync(tree, "x", new ReadOptions { BatchSize = batchSize, Threads = 3 }),
            Is.EqualTo("[1, 2]|[]|[3]|[4, 5, 6]|[]"));
    }

    [Test]
    public async Task Lengths_of_a_collection_are_differences_of_its_ends()
    {
        NTupleBytes bytes = Lists([2, 2, 3, 6, 6], [1f, 2, 3, 4, 5, 6]);
        bytes.Alias(0, bytes.Field("n", "ROOT::RNTupleCardinality<std::uint32_t>"));

        RootTree tree = await bytes.OpenAsync();

        Assert.That(await ReadAsync(tree, "n", new ReadOptions { BatchSize = 2 }), Is.EqualTo("2|0|1|3|0"));
        Assert.That(tree.Schema["n"].Type, Is.EqualTo(ElementType.UInt32));
        Assert.That(tree.Schema["x"].Counter, Is.EqualTo("n"));
    }

    [Test]
    public async Task Members_of_one_collection_have_one_counter_and_a_list_alone_has_none()
    {
        NTupleBytes bytes = new();
        uint list = bytes.Field("v", "std::vector<P>", role: 1), item = bytes.Field("_0", "P", role: 2, parent: list);
        uint x = bytes.Field("x", "float", parent: item), y = bytes.Field("y", "std::int32_t", parent: item);
        uint alone = bytes.Field("w", "std::vector<float>", role: 1), number = bytes.Field("_0", "float", parent: alone);
        bytes.Column(Index64, 64, list);
        bytes.Column(Real32, 32, x);
        bytes.Column(Int32, 32, y);
        bytes.Column(Index64, 64, alone);
        bytes.Column(Real32, 32, number);
        bytes.Cluster(0, 2, (0, [(2, Raw(1L, 2))]), (0, [(2, Raw(1f, 2))]), (0, [(2, Raw(3, 4))]), (0, [(2, Raw(0L, 1))]),
            (0, [(1, Raw(5f))]));

        RootTree tree = await bytes.OpenAsync();

        Assert.That(tree.Schema.Select(c => (c.Name, c.Counter)),
            Is.EqualTo(new (string, string?)[] { ("v.x", "v_"), ("v.y", "v_"), ("w", null) }));
        Assert.That(await ReadAsync(tree, "v.y", new ReadOptions()), Is.EqualTo("[3]|[4]"));
    }

    [Test]
    public async Task Lists_of_a_class_with_an_array_have_its_dimension_inside()
    {
        NTupleBytes bytes = new();
        uint list = bytes.Field("v", "std::vector<P>", role: 1), item = bytes.Field("_0", "P", role: 2, parent: list);
        uint array = bytes.Field("a", "std::array<float,2>", parent: item, array: 2);
        uint number = bytes.Field("_0", "float", parent: array);
        bytes.Column(Index64, 64, list);
        bytes.Column(Real32, 32, number);
        bytes.Cluster(0, 3, (0, [(3, Raw(1L, 1, 3))]), (0, [(5, Raw(1f, 2, 3, 4, 5)), (1, Raw(6f))]));

        RootTree tree = await bytes.OpenAsync();

        Assert.That(tree.Schema.Single().ToString(), Is.EqualTo("v.a: float32[*][2]"));
        Assert.That(await ReadAsync(tree, "v.a", new ReadOptions { BatchSize = 2 }), Is.EqualTo("[[1, 2]]|[]|[[3, 4], [5, 6]]"));
    }

    [Test]
    public async Task An_empty_cluster_and_a_page_without_elements_are_passed_over()
    {
        NTupleBytes bytes = new();
        bytes.Column(Int32, 32, bytes.Field("i", "std::int32_t"));
        bytes.Cluster(0, 0, (0, []));
        bytes.Cluster(0, 2, (0, [(0, []), (2, Raw(7, 8))]));
        bytes.Cluster(2, 0, (2, []));
        bytes.Cluster(2, 1, (2, [(1, Raw(9))]));

        Assert.That(await ReadAsync(await bytes.OpenAsync(), "i", ReadOptions.Default), Is.EqualTo("7|8|9"));
    }

    [Test]
    public async Task Clusters_are_read_in_the_order_of_their_entries()
    {
        NTupleBytes bytes = new();
        bytes.Column(Int32, 32, bytes.Field("i", "std::int32_t"));
        bytes.Cluster(2, 1, (2, [(1, Raw(9))]));
        bytes.Cluster(0, 2, (0, [(2, Raw(7, 8))]));

        Assert.That(await ReadAsync(await bytes.OpenAsync(), "i", ReadOptions.Default), Is.EqualTo("7|8|9"));
    }

    [Test]
    public async Task A_column_that_came_late_is_zero_before([Values(1, 2, 4)] int batchSize)
    {
        NTupleBytes bytes = new();
        bytes.Column(Int32, 32, bytes.Field("i", "std::int32_t"));
        uint late = bytes.Field("late", "std::vector<float>", role: 1, late: true);
        uint item = bytes.Field("_0", "float", parent: late, late: true);
        bytes.Column(Index64, 64, late, firstElement: 3, late: true);
        bytes.Column(Real32, 32, item, late: true);
        bytes.Cluster(0, 2, (0, [(2, Raw(1, 2))]));
        bytes.Cluster(2, 3, (2, [(3, Raw(3, 4, 5))]), (3, [(2, Raw(1L, 3))]), (0, [(3, Raw(1f, 2, 3))]));

        Assert.That(await ReadAsync(await bytes.OpenAsync(), "late", new ReadOptions { BatchSize = batchSize }),
            Is.EqualTo("[]|[]|[]|[1]|[2, 3]"));
    }

    [Test]
    public async Task A_representation_that_came_late_takes_turns_with_the_first()
    {
        NTupleBytes bytes = new();
        uint field = bytes.Field("x", "float");
        bytes.Column(Real32, 32, field);
        bytes.Column(0x0B, 16, field, representation: 1, firstElement: -2, late: true);
        bytes.Cluster(0, 2, (0, [(2, Raw(1.5f, 2.5f))]));
        bytes.Cluster(2, 2, null, (2, [(2, Raw((Half)3.5, (Half)4.5))]));

        Assert.That(await ReadAsync(await bytes.OpenAsync(), "x", new ReadOptions { BatchSize = 3 }), Is.EqualTo("1.5|2.5|3.5|4.5"));
    }

    [Test]
    public async Task A_variant_is_its_tag_and_a_list_for_each_alternative([Values(1, 3)] int batchSize)
    {
        RootTree tree = await Variant([(0, 2), (0, 1), (1, 2), (0, 0)]).OpenAsync();
        ReadOptions options = new() { BatchSize = batchSize };

        Assert.That(await ReadAsync(tree, "v.@tag", options), Is.EqualTo("2|1|2|0"));
        Assert.That(await ReadAsync(tree, "v.@1", options), Is.EqualTo("[]|[1.5]|[]|[]"));
        Assert.That(await ReadAsync(tree, "v.@2", options), Is.EqualTo("[10]|[]|[20]|[]"));
    }

    [Test]
    public void A_variant_whose_elements_do_not_follow_each_other_is_refused() =>
        AssertRefused(Variant([(1, 2), (0, 1), (0, 2), (0, 0)]), "v.@2", "comes next");

    [Test]
    public async Task Payloads_that_no_key_holds_are_put_together([Values(80, 100, 333)] int maxKeyBytes)
    {
        NTupleBytes bytes = new() { MaxKeyBytes = maxKeyBytes };
        bytes.Column(Int32, 32, bytes.Field("i", "std::int32_t"));
        bytes.Cluster(0, 60, (0, [(60, Raw([.. Enumerable.Range(0, 60)]))]));

        Assert.That(await ReadAsync(await bytes.OpenAsync(), "i", new ReadOptions { Threads = 2 }),
            Is.EqualTo(string.Join('|', Enumerable.Range(0, 60))));
    }

    [TestCase(1L, 0)]
    [TestCase(1L << 40, 40)]
    public void An_unknown_feature_is_named(long flags, int flag)
    {
        NTupleBytes bytes = Lists([1], [1f]);
        bytes.FeatureFlags = flags;

        AssertNotOpened(bytes, $"not supported: RNTuple feature flag {flag}");
    }

    [Test]
    public void Another_epoch_is_named([Values(0, 2)] int epoch)
    {
        NTupleBytes bytes = Lists([1], [1f]);
        bytes.Epoch = (ushort)epoch;

        AssertNotOpened(bytes, $"not supported: RNTuple format {epoch}.0.0.0");
    }

    [Test]
    public void Sharded_clusters_are_not_supported()
    {
        NTupleBytes bytes = new();
        bytes.Column(Int32, 32, bytes.Field("i", "std::int32_t"));
        bytes.Cluster(0, 1, flags: 1, (0, [(1, Raw(1))]));

        AssertNotOpened(bytes, "not supported: an RNTuple with sharded");
    }

    [Test]
    public async Task A_column_type_of_a_later_format_leaves_the_others_readable()
    {
        NTupleBytes bytes = new();
        bytes.Column(0x7F, 24, bytes.Field("new", "std::float24_t"));
        bytes.Column(Int32, 32, bytes.Field("i", "std::int32_t"));
        bytes.Cluster(0, 1, (0, [(1, [1, 2, 3])]), (0, [(1, Raw(5))]));

        RootTree tree = await bytes.OpenAsync();

        Assert.That(tree.Columns[0].WhyUnreadable, Is.EqualTo("column type 0x7f is not known"));
        Assert.That(await ReadAsync(tree, "i", ReadOptions.Default), Is.EqualTo("5"));
    }

    [Test]
    public void Ends_that_fall_are_refused() => AssertRefused(Lists([2, 1, 3], [1f, 2, 3]), "x", "do not ascend");

    [Test]
    public void Ends_beyond_the_elements_are_refused() => AssertRefused(Lists([2, 3, 9], [1f, 2, 3]), "x", "do not ascend from 2 to 3");

    [Test]
    public void Fewer_lists_than_elements_are_refused() =>
        AssertRefused(Lists([1, 1, 2], [1f, 2, 3]), "x", "end at 2, 3 elements are there");

    [Test]
    public void A_column_with_fewer_elements_than_entries_is_refused()
    {
        NTupleBytes bytes = new();
        bytes.Column(Int32, 32, bytes.Field("i", "std::int32_t"));
        bytes.Cluster(0, 3, (0, [(2, Raw(1, 2))]));

        AssertRefused(bytes, "i", "has 2 elements in the cluster of entries 0 to 3, 3 expected");
    }

    [Test]
    public void A_gap_between_clusters_is_refused()
    {
        NTupleBytes bytes = new();
        bytes.Column(Int32, 32, bytes.Field("i", "std::int32_t"));
        bytes.Cluster(1, 1, (0, [(1, Raw(1))]));

        AssertNotOpened(bytes, "0 comes next");
    }

    [Test]
    public void A_page_of_more_bytes_than_elements_is_refused()
    {
        NTupleBytes bytes = new();
        bytes.Column(Int32, 32, bytes.Field("i", "std::int32_t"));
        bytes.Cluster(0, 1, (0, [(1, Raw(1, 2))]));

        AssertRefused(bytes, "i", "8 stored ones");
    }

    [Test]
    public void Fields_in_themselves_end()
    {
        NTupleBytes bytes = new();
        uint above = bytes.Field("f", "A", role: 2);
        for (int i = 0; i < 100; i++) above = bytes.Field("f", "A", role: 2, parent: above);

        AssertNotOpened(bytes, "more than 64 deep");
    }

    // Every length and count of the metadata, one byte at a time: the checksums are made again, so that nothing but the reader stands
    // between a lie and memory.
    [TestCase(nameof(EnvelopeKind.Header))]
    [TestCase(nameof(EnvelopeKind.Footer))]
    [TestCase(nameof(EnvelopeKind.PageList))]
    public async Task A_changed_byte_of_the_metadata_is_refused_or_harmless(string name)
    {
        EnvelopeKind kind = Enum.Parse<EnvelopeKind>(name);
        int length = 0;
        NTupleBytes whole = Variant([(0, 2), (0, 1), (1, 2), (0, 0)]);
        whole.Change = (k, b) =>
        {
            if (k == kind) length = b.Length;
            return b;
        };
        await whole.OpenAsync();
        for (int at = 0; at < length; at++)
            foreach (byte value in (byte[])[0, 1, 0x7F, 0x80, 0xFF])
            {
                NTupleBytes bytes = Variant([(0, 2), (0, 1), (1, 2), (0, 0)]);
                bytes.Change = (k, b) =>
                {
                    if (k == kind) b[at] = value;
                    return b;
                };
                long before = GC.GetTotalAllocatedBytes();
                try
                {
                    RootTree tree = await bytes.OpenAsync();
                    foreach (ColumnSchema column in tree.Schema)
                        await ReadAsync(tree, column.Name, new ReadOptions { EndEntry = Math.Min(10, tree.EntryCount), BatchSize = 3 });
                }
                catch (RootException)
                {
                }
                Assert.That(GC.GetTotalAllocatedBytes() - before, Is.LessThan(16 << 20), $"byte {at} of the {kind} is {value}");
            }
    }

    private static NTupleBytes Lists(long[] ends, float[] values)
    {
        NTupleBytes bytes = new();
        uint list = bytes.Field("x", "std::vector<float>", role: 1), item = bytes.Field("_0", "float", parent: list);
        bytes.Column(Index64, 64, list);
        bytes.Column(Real32, 32, item);
        int half = ends.Length / 2;
        bytes.Cluster(0, ends.Length, (0, [(half, Raw(ends[..half])), (ends.Length - half, Raw(ends[half..]))]),
            (0, [.. values.Select(v => (1, Raw(v)))]));
        return bytes;
    }

    private static NTupleBytes Variant((long Index, int Tag)[] elements)
    {
        NTupleBytes bytes = new();
        uint variant = bytes.Field("v", "std::variant<float,std::int32_t>", role: 3);
        uint first = bytes.Field("_0", "float", parent: variant), second = bytes.Field("_1", "std::int32_t", parent: variant);
        bytes.Column(Switch, 96, variant);
        bytes.Column(Real32, 32, first);
        bytes.Column(Int32, 32, second);
        byte[] page = [.. elements.SelectMany(e => Raw(e.Index).Concat(Raw(e.Tag)))];
        bytes.Cluster(0, elements.Length, (0, [(elements.Length, page)]), (0, [(1, Raw(1.5f))]), (0, [(2, Raw(10, 20))]));
        return bytes;
    }

    private static async Task<string> ReadAsync(RootTree tree, string column, ReadOptions options)
    {
        List<string> entries = [];
        await foreach (EntryBatch batch in tree.ReadBatchesAsync([column], options))
            using (batch)
                for (int i = 0; i < batch.EntryCount; i++) entries.Add(batch[column].ToText(i));
        return string.Join('|', entries);
    }

    private static void AssertNotOpened(NTupleBytes bytes, string why) =>
        Assert.That(Assert.ThrowsAsync<RootException>(bytes.OpenAsync)!.Message, Does.Contain(why));

    private static void AssertRefused(NTupleBytes bytes, string column, string why)
    {
        RootException failure = Assert.ThrowsAsync<RootException>(async () =>
            await ReadAsync(await bytes.OpenAsync(), column, ReadOptions.Default))!;
        Assert.That(failure.Message, Does.Contain(why));
        Assert.That(failure.File, Is.EqualTo("hand-made.root"));
    }
}
