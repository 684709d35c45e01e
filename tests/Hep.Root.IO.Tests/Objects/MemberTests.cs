using Hep.Root.IO.Serialization;
using Hep.Root.IO.Tests.Serialization;
using static Hep.Root.IO.Tests.Objects.Layouts;

namespace Hep.Root.IO.Tests.Objects;

/// <summary>Members of every kind, each in bytes that name what they are.</summary>
public sealed class MemberTests
{
    [Test]
    public void Numbers_keep_their_types()
    {
        RootObject read = Read("T", new RecordBytes().Frame(1, b => b.Byte(0xFF).Byte(0xFF).Int32(-2).Int32(-2).Single(0.5f).Byte(2)),
            Class("T", Member("c", 1, "char"), Member("u", 11, "unsigned char"), Member("i", 3, "int"), Member("w", 13, "unsigned int"),
                Member("f", 5, "float"), Member("b", 18, "bool")));

        Assert.That(read.Members.Values, Is.EqualTo(new object[] { (sbyte)-1, (byte)255, -2, 4294967294u, 0.5f, true }));
        Assert.That(read.Members.Keys, Is.EqualTo(new[] { "c", "u", "i", "w", "f", "b" }));
    }

    [Test]
    public void Unsigned_arrays_stay_unsigned() =>
        Assert.That(ReadMember(Member("a", 33, "unsigned int", length: 2), b => b.Int32(-1).Int32(7))["a"],
            Is.TypeOf<uint[]>().And.EqualTo(new[] { uint.MaxValue, 7u }));

    [Test]
    public void A_counted_pointer_has_as_many_values_as_its_counter_says()
    {
        RootObject read = Read("T", new RecordBytes().Frame(1, b => b.Int32(2).Byte(1).Double(1.5).Double(2.5).Byte(0)),
            Class("T", Member("n", 6, "int"), Member("x", 48, "double", count: "n"), Member("y", 48, "double", count: "n")));

        Assert.That(read["x"], Is.EqualTo(new[] { 1.5, 2.5 }));
        Assert.That(read["y"], Is.Null);
        Assert.That(read.Has("y"), Is.True);
    }

    [TestCase("[-pi,pi,30]", 0x3ffbc4d1L, 3.13997)]
    [TestCase("[0,10,8]", 0x80L, 5.0)]
    public void Double32_with_a_range_is_a_step_of_it(string title, long stored, double expected) =>
        Assert.That(ReadMember(Member("d", 9, "Double32_t", title), b => b.Int32(stored))["d"], Is.TypeOf<double>().And.EqualTo(expected)
            .Within(1e-5));

    [Test]
    public void Float16_without_a_range_is_three_bytes() =>
        Assert.That(ReadMember(Member("f", 39, "Float16_t", length: 2), b => b.Raw([0x80, 0x08, 0x00, 0x80, 0x28, 0x00]))["f"],
            Is.EqualTo(new[] { 3f, -3f }));

    [Test]
    public void Texts_come_in_three_forms()
    {
        RootObject read = Read("T", new RecordBytes().Frame(1, b => b.Text("one").Frame(9, s => s.Text("two")).Int32(5).Raw("three"u8)),
            Class("T", Member("a", 65, "TString"), Member("b", 365, "string"), Member("c", 7, "char*")));

        Assert.That(read.Members.Values, Is.EqualTo(new[] { "one", "two", "three" }));
    }

    [Test]
    public void Base_classes_give_their_members_to_the_object_and_a_name_that_comes_again_has_a_number()
    {
        RootObject read = Read("T", new RecordBytes().Frame(1, b => b.Object(0x0300_0000).Frame(1, inner => inner.Int32(1)).Int32(2)),
            Class("T", Base("TObject"), Base("B"), Member("x", 3, "int")), Class("B", Member("x", 3, "int")));

        Assert.That(read.Members.Select(m => m.Key), Is.EqualTo(new[] { "fUniqueID", "fBits", "x", "x#2" }));
        Assert.That((read["x"], read["x#2"]), Is.EqualTo((1, 2)));
    }

    [Test]
    public void A_fixed_array_of_objects_is_a_list()
    {
        RootObject read = ReadMember(Member("p", 82, "P", length: 2), b =>
            b.Frame(1, p => p.Int32(1)).Frame(1, p => p.Int32(2)), Class("P", Member("v", 3, "int")));

        Assert.That(((object?[])read["p"]!).Select(p => ((RootObject)p!)["v"]), Is.EqualTo(new object[] { 1, 2 }));
    }

    [Test]
    public void A_fixed_array_of_texts_has_a_header() =>
        Assert.That(ReadMember(Member("s", 85, "TString", length: 2), b => b.Frame(1, s => s.Text("a").Text("b")))["s"],
            Is.EqualTo(new[] { "a", "b" }));

    [Test]
    public void A_loop_has_as_many_objects_as_another_member_says()
    {
        RootObject read = Read("T", new RecordBytes()
            .Frame(1, b => b.Int32(2).Frame(9, l => l.Frame(1, p => p.Int32(7)).Frame(1, p => p.Int32(8)))),
            Class("T", Member("n", 6, "int"), Member("p", 501, "P*", count: "n")), Class("P", Member("v", 3, "int")));

        Assert.That(((object?[])read["p"]!).Select(p => ((RootObject)p!)["v"]), Is.EqualTo(new object[] { 7, 8 }));
    }

    [Test]
    public void Pointers_to_one_object_lead_to_one_object_also_in_a_circle()
    {
        // The tag of the object that follows is at 6: references say so plus 2.
        RecordBytes node = new RecordBytes()
            .Frame(1, b => b.Int32(0x4000_0000 | 18).Int32(0xFFFF_FFFF).Raw("T\0"u8).Frame(1, inner => inner.Int32(8)).Raw([0, 0]));
        RootObject outer = Read("T", node, Class("T", Member("next", 64, "T*")));

        Assert.That(outer.Get<RootBytes>("next").Why, Does.Contain("2 bytes less than it has"));
        node = new RecordBytes().Frame(1, b => b.Int32(0x4000_0000 | 16).Int32(0xFFFF_FFFF).Raw("T\0"u8).Frame(1, inner => inner.Int32(8)));
        RootObject inner = Read("T", node, Class("T", Member("next", 64, "T*"))).Get<RootObject>("next");
        Assert.That(inner["next"], Is.SameAs(inner));
        Assert.That(inner.ToHtml(), Does.Contain("the object above"));
    }

    [Test]
    public void What_a_byte_count_does_not_close_is_kept_as_bytes_and_the_rest_is_read()
    {
        RootObject read = Read("T", new RecordBytes().Frame(1, b => b.Frame(1, p => p.Int32(1).Int32(2)).Int32(42)),
            Class("T", Member("p", 62, "P"), Member("after", 3, "int")), Class("P", Member("v", 3, "int")));

        RootBytes bytes = read.Get<RootBytes>("p");
        Assert.That((bytes.ClassName, bytes.Bytes.Length), Is.EqualTo(("P", 14)));
        Assert.That(bytes.Why, Does.Contain("4 bytes less"));
        Assert.That(read["after"], Is.EqualTo(42));
    }

    // The record is pooled memory, which others get.
    [Test]
    public void What_is_kept_as_bytes_stays_when_the_record_is_gone()
    {
        byte[] record = new RecordBytes().Frame(1, b => b.Frame(3, p => p.Int32(7)).Frame(3, p => p.Int32(8))).ToArray();
        StreamerInfos infos = new([Class("T", Member("p", 62, "Mystery"), Member("q", 62, "Mystery"))]);
        RootObject read = new ObjectReader(infos, RootReadLimits.Default).ReadWhole("T", record, keyLength: 0);

        Array.Clear(record);

        Assert.That(read.Get<RootBytes>("p").Bytes.ToArray(), Is.EqualTo(new RecordBytes().Frame(3, p => p.Int32(7)).ToArray()));
        Assert.That(read.Get<RootBytes>("q").Bytes.ToArray(), Is.EqualTo(new RecordBytes().Frame(3, p => p.Int32(8)).ToArray()));
    }

    [Test]
    public void A_class_that_nobody_described_is_kept_as_bytes()
    {
        RootObject read = Read("T", new RecordBytes()
            .Frame(1, b => b.Frame(3, p => p.Int32(1)).Int32(42)), Class("T", Member("p", 62, "Mystery"), Member("after", 3, "int")));

        Assert.That(read.Get<RootBytes>("p").Why, Is.EqualTo("the file does not describe the class"));
        Assert.That(read["after"], Is.EqualTo(42));
    }

    [Test]
    public void A_getter_converts_where_nothing_is_lost_and_else_says_what_there_is()
    {
        RootObject read = ReadMember(Member("a", 23, "int", length: 2), b => b.Int32(1).Int32(2));

        Assert.That(read.Get<double[]>("a"), Is.EqualTo(new[] { 1.0, 2.0 }));
        Assert.That(read.Get<long[]>("a"), Is.EqualTo(new[] { 1L, 2L }));
        Assert.That(() => read.Get<uint[]>("a"),
            Throws.InstanceOf<RootException>().With.Message.EqualTo("Member 'a' of class T holds 2 values of Int32, not UInt32[]."));
        Assert.That(() => read.Get<int>("b"),
            Throws.InstanceOf<RootException>().With.Message.EqualTo("No member 'b' in an object of class T. Nearest: a."));
        Assert.That(read.TryGet("a", out string? _), Is.False);
    }

    [Test]
    public void A_date_is_a_DateTime_to_those_who_ask_for_one() =>
        Assert.That(ReadMember(Member("d", 62, "TDatime"), b =>
            b.Int32((long)(2020 - 1995) << 26 | 6 << 22 | 29 << 17 | 13 << 12 | 59 << 6 | 1)).Get<DateTime>("d"),
                Is.EqualTo(new DateTime(2020, 6, 29, 13, 59, 1)));

    [Test]
    public void Objects_that_lie_too_deep_are_kept_as_bytes()
    {
        RecordBytes record = new RecordBytes().Frame(1, b => b.Int32(0));
        for (int i = 0; i < 400; i++)
        {
            RecordBytes inner = record;
            record = new RecordBytes()
                .Frame(1, b => b.Int32(0x4000_0000L | (inner.Length + 6)).Int32(0xFFFF_FFFF).Raw("T\0"u8).Raw(inner.ToArray()));
        }

        object? at = Read("T", record, Class("T", Member("next", 64, "T*")));
        int depth = 0;
        for (; at is RootObject item; at = item["next"]) depth++;

        Assert.That(depth, Is.EqualTo(RootReadLimits.Default.MaxObjectDepth));
        Assert.That((at as RootBytes)?.Why, Does.Contain("256 deep"));
    }
}
