using Hep.Jagged;
using Hep.Root.IO.Serialization;
using Hep.Root.IO.Tests.Serialization;
using Hep.Root.IO.Trees.Classes;
using Hep.Root.IO.Trees.Decoding;
using Hep.Root.IO.Trees.TTree;

namespace Hep.Root.IO.Tests.Trees.Decoding;

/// <summary>Entries whose bytes have to be walked. The bytes are those of files that ROOT wrote.</summary>
public sealed class NodeTests
{
    [Test]
    public void Only_the_outermost_collection_has_a_header()
    {
        // vector<vector<int>> {{1}}, {} and {{}, {2, 3}}
        using Column column = Decode("vector<vector<int> >", Framed(v => v.Int32(1).Int32(1).Int32(1)), Framed(v => v.Int32(0)),
            Framed(v => v.Int32(2).Int32(0).Int32(2).Int32(2).Int32(3)));

        Assert.That(column.Offsets(0).ToArray(), Is.EqualTo(new[] { 0, 1, 1, 3 }));
        Assert.That(column.Offsets(1).ToArray(), Is.EqualTo(new[] { 0, 1, 1, 3 }));
        Assert.That(((Column<int>)column).Values.ToArray(), Is.EqualTo(new[] { 1, 2, 3 }));
    }

    [Test]
    public void Strings_in_a_vector_have_a_level_of_their_own()
    {
        using Column column = Decode("vector<string>", Framed(v => v.Int32(2).Text("one").Text("")), Framed(v => v.Int32(1).Text("three")));

        Assert.That(column.Offsets(0).ToArray(), Is.EqualTo(new[] { 0, 2, 3 }));
        Assert.That(Enumerable.Range(0, 3).Select(column.GetText), Is.EqualTo(new[] { "one", "", "three" }));
    }

    [TestCase(-1)]
    [TestCase(2)]
    [TestCase(int.MaxValue)]
    public void A_count_that_does_not_fit_is_refused_before_memory_is_taken(int count)
    {
        RootException failure =
            Assert.Throws<RootException>(() => Decode("vector<vector<double> >", Framed(v => v.Int32(1).Int32(count).Double(1))))!;

        Assert.That(failure.Message, Does.Contain($"{count} elements in 8 bytes").And.Contain("entry 0"));
    }

    [Test]
    public void Bytes_behind_the_collection_are_refused() =>
        Assert.Throws<RootException>(() => Decode("vector<vector<int> >", [.. Framed(v => v.Int32(0)), 0]));

    [Test]
    public void A_byte_count_that_ends_elsewhere_is_refused()
    {
        byte[] entry = Framed(v => v.Int32(1).Int32(1).Int32(1));
        entry[3]--;

        Assert.Throws<RootException>(() => Decode("vector<vector<int> >", entry));
    }

    [Test]
    public void Streaming_member_by_member_is_refused()
    {
        byte[] entry = Framed(v => v.Int32(0));
        entry[4] = 0x40;

        Assert.Throws<RootException>(() => Decode("vector<vector<int> >", entry));
    }

    [Test]
    public void Bits_of_referenced_objects_have_two_bytes_more()
    {
        ColumnSlots slots = new();
        int offsets = slots.AddOffsets();
        BitsNode bits = new(slots.AddNumbers(LeafScope.Entry.List(offsets), NumberFormat.Of(ElementType.UInt32), "unsigned int"));

        using Column column = TestProgram.Decode(new NodeDecoder(new RestNode(offsets, bits), slots), slots, _ => true,
            new RecordBytes().Int32(0x0300_0000).Int32(0x0300_0010).Int16(7).ToArray(), [])[""];

        Assert.That(column.Offsets(0).ToArray(), Is.EqualTo(new[] { 0, 2, 2 }));
        Assert.That(((Column<uint>)column).Values.ToArray(), Is.EqualTo(new uint[] { 0x0300_0000, 0x0300_0010 }));
    }

    [Test]
    public void Members_of_a_split_collection_stand_behind_one_header()
    {
        NodePlanner planner = new(new StreamerInfos([]));
        int offsets = planner.Slots.AddOffsets();
        Node vectors = planner.Types.PlanFramed(CppType.Parse("vector<short>")!, LeafScope.Entry.List(offsets)).Node!;

        using Column column = TestProgram.Decode(new NodeDecoder(new RestNode(offsets, vectors), planner.Slots), planner.Slots, _ => true,
            new RecordBytes().Frame(9, v => v.Int32(1).Int16(5).Int32(0)).ToArray(), new RecordBytes().Frame(9, _ => { }).ToArray())[""];

        Assert.That(column.Offsets(0).ToArray(), Is.EqualTo(new[] { 0, 2, 2 }));
        Assert.That(column.Offsets(1).ToArray(), Is.EqualTo(new[] { 0, 1, 1 }));
    }

    [TestCase("vector<vector<int> >", "vector<vector<int>>")]
    [TestCase("std::vector<std::string,allocator<string> >", "vector<string,allocator<string>>")]
    [TestCase("ROOT::VecOps::RVec<unsigned int>", "RVec<unsigned int>")]
    [TestCase("map<string,vector<int> >", "map<string,vector<int>>")]
    [TestCase("vector<int>*", "vector<int>*")]
    [TestCase("TTrack *", "TTrack*")]
    [TestCase("Outer<int>::Inner", "Outer<int>::Inner")]
    [TestCase("ROOT::Math::XYZVector", "ROOT::Math::XYZVector")]
    [TestCase("vector<int", null)]
    [TestCase("", null)]
    public void Types_are_names_with_arguments(string text, string? expected) =>
        Assert.That(Spell(CppType.Parse(text)), Is.EqualTo(expected));

    [Test]
    public void Types_nested_beyond_reason_are_refused() =>
        Assert.That(CppType.Parse(string.Concat(Enumerable.Repeat("vector<", 1000)) + "int" + new string('>', 1000)), Is.Null);

    private static string? Spell(CppType? type) =>
        type is null
            ? null
            : (type.Arguments.Count == 0 ? type.Name : $"{type.Name}<{string.Join(',', type.Arguments.Select(Spell))}>")
                + (type.IsPointer ? "*" : "");

    private static Column Decode(string type, params byte[][] entries) => TestProgram.Decode(type, [], entries)[""];

    private static byte[] Framed(Action<RecordBytes> content) => new RecordBytes().Frame(9, content).ToArray();
}
