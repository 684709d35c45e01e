using Hep.Jagged;
using Hep.Root.IO.Bytes;
using Hep.Root.IO.Files;
using Hep.Root.IO.Serialization;
using Hep.Root.IO.Tests.Serialization;
using Hep.Root.IO.Trees.TTree;
using static Hep.Root.IO.Tests.Trees.Decoding.TestProgram;

namespace Hep.Root.IO.Tests.Trees;

/// <summary>What trees learn of their unsplit TClonesArrays from the first basket.</summary>
public sealed class ClonesPlanningTests
{
    private const int KeyLength = 60;

    private static readonly StreamerInfos Infos = new([Class("A", Member("k", 3, "int")), Class("C", Member("c", 1, "char"))]);

    [Test]
    public async Task Columns_of_another_branch_whose_name_begins_alike_say_nothing()
    {
        string[] columns = await PlanAsync(Array("pre", 0, Objects(1, 2)), Array("pre.more", 0), Array("last", 0, Objects(3)));

        Assert.That(columns, Is.EqualTo(new[] { "pre.k", "pre.more", "last.k" }));
    }

    [Test]
    public async Task Empty_arrays_prove_nothing_and_the_objects_behind_them_refute()
    {
        byte[] byHand = Clones(v => v.Int32(1).Int32(0).Byte(1).Frame(1, o => o.Int64(7)));

        string[] columns = await PlanAsync(
            Array("hand", 0, Objects(), byHand), Array("good", 0, Objects(), Objects(5)), Array("none", 0, Objects(), Objects()));

        Assert.That(columns, Is.EqualTo(new[] { "hand", "good.k", "none.k" }));
    }

    [Test]
    public async Task The_first_entry_is_that_of_the_first_basket()
    {
        Assert.That(await PlanAsync(Array("late", 3, Objects(4))), Is.EqualTo(new[] { "late.k" }));
    }

    [Test]
    public async Task Arrays_of_one_name_and_two_classes_are_bytes()
    {
        byte[] other = Clones(v => v.Int32(1).Int32(0).Byte(1).Frame(1, o => o.Byte(7)), "C;1");

        Assert.That(await PlanAsync(Array("x", 0, Objects(1)), Array("x", 0, other)), Is.EqualTo(new[] { "x", "x#2" }));
        Assert.That(await PlanAsync(Array("x", 0, Objects(1)), Array("x", 0, Objects(2))), Is.EqualTo(new[] { "x.k", "x.k#2" }));
    }

    [Test]
    public async Task What_is_read_for_all_answers_together_is_bounded()
    {
        const int objects = 12 << 20;                       // each basket is read twice: two fit into 64 MiB
        byte[] large = Clones(v => v.Int32(objects).Int32(0).Raw(new byte[objects]), "C;1", memberWise: true);

        string[] columns = await PlanAsync(
            Array("a", 0, large), Array("b", 0, large), Array("c", 0, large), Array("small", 0, Objects(1)));

        Assert.That(columns, Is.EqualTo(new[] { "a.c", "b.c", "c", "small.k" }));
    }

    [Test]
    public async Task The_number_of_baskets_read_is_bounded()
    {
        string[] columns = await PlanAsync([.. Enumerable.Range(0, 502).Select(i => Array($"b{i}", 0, Objects(1)))]);

        Assert.That(columns[498..], Is.EqualTo(new[] { "b498.k", "b499.k", "b500", "b501" }));
    }

    [Test]
    public void A_basket_on_disk_that_is_too_large_is_not_read()
    {
        CountingSource source = new(new RecordBytes().Int32(100).Int16(4).Int32(33 << 20).Raw(new byte[500]).ToArray());

        TreeMetadata planned = Plan(source, OnDisk("a")).AsTask().Result;

        Assert.That(planned.Columns.Single().Schema!.Type, Is.EqualTo(ElementType.Bytes));
        Assert.That(planned.Columns.Single().WhyUnreadable, Does.Contain("too much would have to be read"));
        Assert.That(source.Bytes, Is.EqualTo(10));
    }

    [Test]
    public void A_file_that_cannot_be_read_is_told_and_does_not_change_the_columns()
    {
        Assert.That(async () => await Plan(new FailingSource(), OnDisk("a")),
            Throws.TypeOf<RootException>().With.InnerException.TypeOf<IOException>());
    }

    private static async Task<string[]> PlanAsync(params RootObject[] branches) =>
        [.. (await Plan(new MemorySource(new byte[1], "memory"), branches)).Columns.Select(c => c.Name)];

    private static ValueTask<TreeMetadata> Plan(IByteSource source, params RootObject[] branches)
    {
        RootObject tree = new("TTree", 20);
        tree.Add("fEntries", 4L);
        tree.Add("fBranches", new RootObject("TObjArray", 3) { Items = branches });
        return TreePlanning.PlanAsync(tree, Infos, new RecordReader(source, RootOpenOptions.Default), default);
    }

    private static RootObject Array(string name, int first, params byte[][] entries)
    {
        int[] offsets = new int[entries.Length];
        for (int i = 0; i < entries.Length; i++) offsets[i] = i == 0 ? KeyLength : offsets[i - 1] + entries[i - 1].Length;
        byte[] data = [.. entries.SelectMany(e => e)];
        BasketHeader header = new()
        {
            KeyLength = KeyLength, PlainBytes = data.Length, RecordBytes = KeyLength + data.Length, EntryBytes = 1000,
            EntryCount = entries.Length, Last = KeyLength + data.Length, Flag = 11,
        };
        RootObject branch = Element(name, first + entries.Length);
        if (entries.Length > 0)
            branch.Add("fBaskets", new RootObject("TObjArray", 3) { Items = [new EmbeddedBasket(header, offsets, data)] });
        branch.Add("fBasketEntry", new long[] { first });
        branch.Add("fBasketSeek", new long[1]);
        branch.Add("fBasketBytes", new int[1]);
        return branch;
    }

    private static RootObject OnDisk(string name)
    {
        RootObject branch = Element(name, 1);
        branch.Add("fWriteBasket", 1);
        branch.Add("fBasketEntry", new long[] { 0, 1 });
        branch.Add("fBasketSeek", new long[] { 1, 0 });
        branch.Add("fBasketBytes", new[] { 100, 0 });
        return branch;
    }

    private static RootObject Element(string name, int entries)
    {
        RootObject branch = new("TBranchElement", 10);
        branch.Add("fName", name);
        branch.Add("fClassName", "TClonesArray");
        branch.Add("fID", -2);
        branch.Add("fStreamerType", -1);
        branch.Add("fEntries", (long)entries);
        return branch;
    }

    private static byte[] Objects(params int[] values) => Clones(v =>
    {
        v.Int32(values.Length).Int32(0);
        foreach (int value in values) v.Byte(1).Frame(1, o => o.Int32(value));
    });

    private static byte[] Clones(Action<RecordBytes> objects, string className = "A;1", bool memberWise = false) => new RecordBytes()
        .Frame(4, v => objects(v.Object(memberWise ? 0x0300_1000u : 0x0300_0000).Text("").Text(className))).ToArray();

    private sealed class CountingSource(byte[] bytes) : IByteSource
    {
        private readonly MemorySource _memory = new((byte[])[0, .. bytes], "memory");

        public long Bytes { get; private set; }

        public string Location => _memory.Location;

        public long Length => _memory.Length;

        public ValueTask ReadAsync(IReadOnlyList<ByteRead> reads, CancellationToken cancellationToken = default)
        {
            Bytes += reads.Sum(r => (long)r.Destination.Length);
            return _memory.ReadAsync(reads, cancellationToken);
        }

        public ValueTask DisposeAsync() => _memory.DisposeAsync();
    }

    private sealed class FailingSource : IByteSource
    {
        public string Location => "failing";

        public long Length => 1000;

        public ValueTask ReadAsync(IReadOnlyList<ByteRead> reads, CancellationToken cancellationToken = default) =>
            throw new RootException("Reading failed: the disk is gone", new IOException("the disk is gone")) { File = Location };

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
