using Hep.Jagged;
using Hep.Root.IO.Serialization;
using Hep.Root.IO.Trees.Classes;
using Hep.Root.IO.Trees.TTree;
using static Hep.Root.IO.Tests.Objects.Layouts;

namespace Hep.Root.IO.Tests.Serialization;

/// <summary>Versions of ROOT's classes that its Streamer methods read by hand, and classes that declare version 0.</summary>
public sealed class OldVersionsTests
{
    [TestCase(1)]
    [TestCase(2)]
    public void The_flag_before_the_places_of_baskets_tells_their_width_whatever_their_type_is(int flag)
    {
        RecordBytes record = new RecordBytes().Frame(8, branch =>
        {
            branch.Raw(Named("x")).Frame(1, fill => fill.Int16(0).Int16(0)).Int32(1).Int32(32_000).Int32(0).Int32(1).Int32(3).Int32(0)
                .Int32(2).Int32(0).Double(3).Double(12).Double(12).Raw(EmptyArray).Raw(EmptyArray).Raw(EmptyArray)
                .Byte(1).Int32(100).Int32(0).Byte(1).Int32(0).Int32(3).Byte(flag);
            foreach (int seek in (int[])[500, 0]) _ = flag == 2 ? branch.Int64(seek) : branch.Int32(seek);
            branch.Text("");
        });
        // what files of ROOT 4 say of themselves
        StreamerInfo said = new("TBranch", 8, 1, [Member("fBasketSeek", 56, "Seek_t*", length: 0, count: "fMaxBaskets")]);

        RootObject branch = Metadata("TBranch", record, said);

        Assert.That(branch.GetNumbers("fBasketSeek"), Is.EqualTo(new long[] { 500, 0 }));
        Assert.That(branch.GetNumber("fEntries"), Is.EqualTo(3));
    }

    [Test]
    public void A_tree_of_before_ROOT_3_has_bases_without_byte_counts_and_arrays_with_slots_that_nothing_fills()
    {
        RecordBytes record = new RecordBytes().Frame(4, tree => tree.Raw(BareNamed("t"))
            .Int16(1).Int16(1).Int16(1).Int16(1).Int16(1).Int16(0).Int16(1001).Int16(1).Int16(1).Int16(1).Single(1)
            .Int32(25).Int32(1_000_000).Int32(0).Double(2).Double(0).Double(0).Int32(100).Int32(1000)
            .Int16(2).Text("").Int32(2).Int32(0).Raw(Pointer("TBranch", OldBranch())).Int32(0)
            .Int16(2).Text("").Int32(0).Int32(0).Int32(0).Int32(0).Int16(2).Text("").Int32(0));

        TreeMetadata tree = new(Metadata("TTree", record), new StreamerInfos([]), RootReadLimits.Default);

        Assert.That(tree.EntryCount, Is.EqualTo(2));
        Assert.That(tree.Columns.Single().Schema, Is.EqualTo(new ColumnSchema("x", ElementType.Int32)));
        BasketPlace basket = tree.Programs["x"].Branch.Baskets.Single();
        Assert.That((basket.Seek, basket.RecordBytes, basket.EntryCount), Is.EqualTo((500, 100, 2)));
    }

    // Entries as fractions before ROOT 5, as whole numbers of 8 bytes since.
    [TestCase(true)]
    [TestCase(false)]
    public void A_branch_of_clones_has_the_branch_that_counts_them_and_those_of_their_members(bool isNarrow)
    {
        RecordBytes record = new RecordBytes().Frame(isNarrow ? 1 : 2, clones =>
        {
            clones.Raw(isNarrow ? BareNamed("hits") : Named("hits")).Int32(1).Int32(8000).Int32(0).Int32(10).Int32(0);
            if (isNarrow) clones.Int32(2).Double(2).Double(8).Double(8);
            else clones.Int64(2).Int64(2).Int64(8).Int64(8);
            clones.Int32(0).Raw(Pointer("TBranch", OldBranch("hits_"))).Text("Hit")
                .Frame(3, list => list.Object().Text("").Int32(1).Int32(0).Raw(Pointer("TBranch", OldBranch("hits.x"))));
        });

        RootObject read = Metadata("TBranchClones", record);

        Assert.That(read.GetNumber("fEntries"), Is.EqualTo(2));
        Assert.That(read.GetList("fBranches").Cast<RootObject>().Select(b => b.GetText("fName")), Is.EqualTo(new[] { "hits_", "hits.x" }));
        RootObject tree = new("TTree", 20);
        tree.Add("fEntries", 2L);
        tree.Add("fBranches", List(read));
        TreeMetadata metadata = new(tree, new StreamerInfos([]), RootReadLimits.Default, ClonesClasses.None);
        Assert.That(metadata.Columns.Select(c => c.Name), Is.EqualTo(new[] { "hits/hits_", "hits/hits.x" }));
        byte[] whole = record.ToArray();
        for (int length = 0; length < whole.Length; length++)
            Assert.Throws<RootException>(
                () => Metadata("TBranchClones", new RecordBytes().Raw(whole.AsSpan(0, length))), $"{length} bytes");
    }

    [Test]
    public void Lists_before_version_4_keep_no_option_with_their_objects()
    {
        RecordBytes record = new RecordBytes().Frame(3, list => list.Object().Text("l").Int32(2)
            .Raw(Pointer("TObjString", new RecordBytes().Frame(1, text => text.Object().Text("a")))).Int32(0));

        Assert.That(Read("TList", record).Items, Has.Count.EqualTo(2).And.ItemAt(1).Null);
    }

    [Test]
    public void What_users_put_beside_a_tree_is_no_reason_to_refuse_it()
    {
        StreamerInfo tree = new("TTree", 20, 0x1234, [Member("fUserInfo", 64, "TList*"), Member("fLast", 3, "int")]);
        byte[] own = Pointer("T", new RecordBytes().Frame(1, t => t.Byte(1))),
            list = Pointer("TList", new RecordBytes().Frame(5, l => l.Object().Text("").Int32(1).Raw(own).Byte(0)));
        RecordBytes record = new RecordBytes().Frame(20, t => t.Raw(list).Int32(7));

        RootObject read = Metadata("TTree", record, tree, Class("T", Member("n", 3, "int")));

        Assert.That(read.GetNumber("fLast"), Is.EqualTo(7));
        Assert.That(read.GetObject("fUserInfo")?.Items[0], Is.InstanceOf<RootBytes>());
    }

    [Test]
    public void A_class_that_declares_version_0_has_no_checksum_before_its_members()
    {
        StreamerInfo declared = new("B", 0, 0x1234, [Member("n", 3, "int")]);

        RootObject read = Read("T", new RecordBytes().Frame(1, own => own.Frame(0, b => b.Int32(5))), Class("T", Base("B", 0)), declared);

        Assert.That(read.GetNumber("n"), Is.EqualTo(5));
    }

    private static byte[] EmptyArray => new RecordBytes().Frame(3, array => array.Object().Text("").Int32(0).Int32(0)).ToArray();

    private static byte[] Named(string name) => new RecordBytes().Frame(1, n => n.Object().Text(name).Text("")).ToArray();

    private static byte[] BareNamed(string name) => new RecordBytes().Int16(1).Object().Text(name).Text("").ToArray();

    private static RootObject List(RootObject item) => new("TObjArray", 3) { Items = [item] };

    private static RecordBytes OldBranch(string name = "x") => new RecordBytes().Frame(5, branch => branch.Raw(BareNamed(name))
        .Int32(1).Int32(8000).Int32(0).Int32(2).Int32(1).Int32(2).Double(2).Double(8).Double(8).Int32(0)
        .Int16(2).Text("").Int32(0).Int32(0)
        .Int16(2).Text("").Int32(2).Int32(0).Raw(Pointer("TLeafI", new RecordBytes().Frame(1, leaf => leaf.Frame(1, common =>
            common.Raw(BareNamed("x")).Int32(1).Int32(4).Int32(0).Byte(0).Byte(0).Int32(0)).Int32(0).Int32(0)))).Int32(0)
        .Int16(2).Text("").Int32(0).Int32(0)
        .Int32(2).Int32(0).Int32(2).Int32(2).Int32(100).Int32(0).Int32(2).Int32(500).Int32(0).Text(""));

    // A byte count, the tag of a class that is named, and the object.
    private static byte[] Pointer(string className, RecordBytes content)
    {
        RecordBytes named = new RecordBytes().Int32(-1).Raw(System.Text.Encoding.ASCII.GetBytes(className)).Byte(0).Raw(content.ToArray());
        return new RecordBytes().Int32(0x4000_0000L | named.Length).Raw(named.ToArray()).ToArray();
    }

    private static RootObject Metadata(string className, RecordBytes record, params StreamerInfo[] infos) =>
        new ObjectReader(new StreamerInfos(infos), RootReadLimits.Default).ReadRecord(className, record.ToArray(), keyLength: 0);
}
