using Hep.Jagged;
using Hep.Root.IO.Serialization;
using Hep.Root.IO.Tests.Serialization;
using Hep.Root.IO.Trees.Classes;
using Hep.Root.IO.Trees.Decoding;
using Hep.Root.IO.Trees.TTree;
using static Hep.Root.IO.Tests.Trees.Decoding.TestProgram;

namespace Hep.Root.IO.Tests.Trees.Decoding;

/// <summary>Arrays of objects of one class that are not split (TClonesArray): the class stands in each entry.</summary>
public sealed class ClonesTests
{
    private const uint Plain = 0x0300_0000, MemberWise = 0x0300_1000;

    private static readonly StreamerInfo
        First = Class("Hit", Member("x", 3, "int")),
        Second = new("Hit", 2, 0xDCBA, [Member("x", 3, "int"), Member("y", 2, "short")]);

    [Test]
    public void Where_the_class_is_not_known_it_is_asked_for()
    {
        Dictionary<string, Column> columns = Decode(ClonesClasses.Asking,
            Entry("Hit;2", MemberWise, 2, v => v.Int32(7).Int32(8).Int16(1).Int16(2)), Entry("Other;1", Plain, 0, _ => { }));

        Assert.That(columns.Keys, Is.EqualTo(new[] { ".hits" }));
        Assert.That(new[] { columns[".hits"].GetText(0), columns[".hits"].GetText(1) }, Is.EqualTo(new[] { "Hit;2", "Other;1" }));
    }

    [Test]
    public void Where_it_is_known_the_members_in_its_version_are_columns()
    {
        byte[] byMember = Entry("Hit;1", MemberWise, 2, v => v.Int32(7).Int32(8));
        byte[] oneByOne = Entry("Hit;1", Plain, 3, v => v.Byte(1).Frame(1, h => h.Int32(5)).Byte(0).Byte(1).Frame(1, h => h.Int32(6)));

        Dictionary<string, Column> columns = Decode(Known("Hit;1"), byMember, oneByOne);

        Assert.That(columns.Keys, Is.EqualTo(new[] { ".hits.x" }));
        Assert.That(((Column<int>)columns[".hits.x"]).Values.ToArray(), Is.EqualTo(new[] { 7, 8, 5, 6 }));
        Assert.That(columns[".hits.x"].Offsets(0).ToArray(), Is.EqualTo(new[] { 0, 2, 4 }));
        foreach (byte[] entry in new[] { byMember, oneByOne })
            for (int length = 0; length < entry.Length; length++)
                Assert.Throws<RootException>(() => Decode(Known("Hit;1"), entry[..length]), $"{length} bytes");
    }

    [TestCase("Hit;2", TestName = "Another_version_in_a_later_entry_is_refused")]
    [TestCase("Hut;1", TestName = "Another_class_in_a_later_entry_is_refused")]
    public void Others_in_a_later_entry_are_refused(string later)
    {
        // Two objects of version 2 have as many bytes as three of version 1.
        byte[] entry = Entry(later, MemberWise, 3, v => v.Int32(7).Int32(8).Int16(1).Int16(2));

        Assert.That(() => Decode(Known("Hit;1"), entry), Throws.TypeOf<RootException>().With.Message.Contains("version 2")
            .Or.Message.Contains("Hut"));
    }

    [TestCase(-2)]
    [TestCase(3)]
    [TestCase(int.MinValue)]
    [TestCase(int.MaxValue)]
    public void A_number_of_objects_that_the_bytes_do_not_hold_is_refused_and_a_sign_means_nothing(int count)
    {
        byte[] entry = Entry("Hit;1", MemberWise, count, v => v.Int32(7).Int32(8));

        if (count == -2) Assert.That(Decode(Known("Hit;1"), entry)[".hits.x"].ValueCount, Is.EqualTo(2));
        else Assert.Throws<RootException>(() => Decode(Known("Hit;1"), entry));
    }

    [Test]
    public void Where_nothing_is_known_and_nothing_asked_there_is_a_reason()
    {
        NodePlanner planner = new(new StreamerInfos([First]));

        Assert.That(planner.Classes.PlanObject(CppType.Parse("TClonesArray")!, LeafScope.Entry).Why, Does.Contain("objects of any class"));
        Assert.That(planner.Slots.Leaves, Is.Empty);
    }

    private static ClonesClasses Known(string className) =>
        new ClonesClasses(new Dictionary<string, string> { ["event.hits"] = className }).Of("event");

    private static Dictionary<string, Column> Decode(ClonesClasses clones, params byte[][] entries)
    {
        NodePlanner planner = new(new StreamerInfos([First, Second]), clones);
        Node root = planner.Classes.PlanObject(CppType.Parse("TClonesArray")!, LeafScope.Entry.Member("hits")).Node!;
        return TestProgram.Decode(new NodeDecoder(root, planner.Slots), planner.Slots, _ => true, entries);
    }

    private static byte[] Entry(string className, uint bits, int count, Action<RecordBytes> objects) =>
        new RecordBytes().Frame(4, v => objects(v.Object(bits).Text("Hits").Text(className).Int32(count).Int32(0))).ToArray();
}
