using Hep.Jagged;
using Hep.Root.IO.Serialization;
using Hep.Root.IO.Tests.Serialization;
using Hep.Root.IO.Trees.Classes;
using Hep.Root.IO.Trees.Decoding;
using Hep.Root.IO.Trees.TTree;
using static Hep.Root.IO.Tests.Trees.Decoding.TestProgram;

namespace Hep.Root.IO.Tests.Trees.Decoding;

/// <summary>Files that describe several versions of a class: objects of versions with other members are refused, never misread.</summary>
public sealed class VersionTests
{
    // The first version held another number, as wide; between the others only a comment changed.
    private static readonly StreamerInfo[] Versions =
    [
        new("P", 1, 0x111, [Member("old", 3, "int")]),
        new("P", 2, 0x222, [Member("x", 3, "int")]),
        new("P", 3, 0x333, [Member("x", 3, "int") with { Title = "a comment" }]),
    ];

    [TestCase(2)]
    [TestCase(3)]
    public void Objects_of_a_version_with_the_same_members_are_read(int version) =>
        Assert.That(((Column<int>)Decode("vector<P>", Versions, Object(version))[".x"]).Values.ToArray(), Is.EqualTo(new[] { 7 }));

    [Test]
    public void Objects_of_a_version_with_other_members_are_refused() =>
        Assert.That(Assert.Throws<RootException>(() => Decode("vector<P>", Versions, Object(1)))!.Message, Does.Contain("of version 1"));

    [Test]
    public void A_range_in_the_comment_of_a_packed_number_is_another_form()
    {
        StreamerInfo[] packed = [.. Versions.Skip(1).Select(v => v with
            { Elements = [Member("x", 9, "Double32_t") with { Title = v.Version == 2 ? "[0,1,16]" : "[0,2,16]" }] })];

        Assert.That(Assert.Throws<RootException>(() => Decode("vector<P>", packed, Object(2)))!.Message, Does.Contain("of version 2"));
    }

    [Test]
    public void Other_dimensions_of_as_many_values_are_another_form()
    {
        StreamerElement array = Member("x", 23, "int") with { ArrayLength = 6 };
        StreamerInfo[] infos = [.. Versions.Skip(1).Select(v => v with
            { Elements = [array with { ArrayDimensions = v.Version == 2 ? [2, 3] : [3, 2] }] })];
        byte[] entry = new RecordBytes()
            .Frame(9, v => v.Int32(1).Frame(2, p => p.Int32(1).Int32(2).Int32(3).Int32(4).Int32(5).Int32(6))).ToArray();

        Assert.That(Assert.Throws<RootException>(() => Decode("vector<P>", infos, entry))!.Message, Does.Contain("of version 2"));
    }

    [Test]
    public void Another_number_behind_an_enumeration_is_another_form()
    {
        StreamerElement colors = Member("colors", 300, "vector<Color>");
        StreamerInfo[] infos = [.. Versions.Skip(1).Select(v => v with
            { Elements = [colors with { ContainedCode = v.Version == 2 ? 3 : 13 }] })];
        byte[] entry = new RecordBytes()
            .Frame(9, v => v.Int32(1).Frame(2, p => p.Frame(9, c => c.Int32(2).Int32(3).Int32(-1)))).ToArray();

        Assert.That(Assert.Throws<RootException>(() => Decode("vector<P>", infos, entry))!.Message, Does.Contain("of version 2"));
    }

    [TestCase("P;3", true)]
    [TestCase("P;2", true)]
    [TestCase("P;1", false)]
    public void A_TClonesArray_stored_member_by_member_tells_the_version_of_all(string named, bool isRead)
    {
        NodePlanner planner = new(new StreamerInfos(Versions));
        NodeDecoder decoder = new(planner.Standard.PlanClones("P", LeafScope.Entry).Node!, planner.Slots);
        byte[] entry = new RecordBytes().Frame(4, array => array.Object(bits: 0x0300_1000).Text("").Text(named).Int32(1).Int32(0).Int32(7))
            .ToArray();

        Action decode = () => Decode(decoder, planner.Slots, _ => true, entry);

        Assert.That(decode, isRead ? Throws.Nothing : Throws.InstanceOf<RootException>().With.Message.Contains("of version 1"));
    }

    [Test]
    public void A_class_that_declares_version_0_has_no_checksum_in_a_collection_stored_member_by_member()
    {
        StreamerInfo declared = new("P", 0, 0x1234, [Member("x", 3, "int")]);
        byte[] entry = new RecordBytes().Frame(0x4009, v => v.Int16(0).Int32(1).Int32(7)).ToArray();

        Assert.That(((Column<int>)Decode("vector<P>", [declared], entry)[".x"]).Values.ToArray(), Is.EqualTo(new[] { 7 }));
    }

    [TestCase(2, "p.x", null)]
    [TestCase(4, "p", "the file does not describe class P")]
    public void A_branch_of_a_version_that_is_not_described_is_no_branch_of_another(int version, string column, string? why)
    {
        RootObject branch = new("TBranchElement", 10), tree = new("TTree", 20);
        foreach ((string name, object? value) in new (string, object?)[] { ("fName", "p"), ("fClassName", "P"), ("fID", -1),
            ("fClassVersion", version), ("fCheckSum", 0u), ("fType", 0) })
            branch.Add(name, value);
        tree.Add("fBranches", new RootObject("TObjArray", 3) { Items = [branch] });

        RootColumn planned = new TreeMetadata(tree, new StreamerInfos(Versions), RootReadLimits.Default).Columns.Single();

        Assert.That((planned.Name, planned.WhyUnreadable), Is.EqualTo((column, why)));
    }

    private static byte[] Object(int version) =>
        new RecordBytes().Frame(9, v => v.Int32(1).Frame(version, p => p.Int32(7))).ToArray();
}
