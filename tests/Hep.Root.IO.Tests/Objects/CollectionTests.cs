using Hep.Root.IO.Serialization;
using Hep.Root.IO.Tests.Serialization;
using static Hep.Root.IO.Tests.Objects.Layouts;

namespace Hep.Root.IO.Tests.Objects;

/// <summary>Collections in the bytes of real files: ROOT-FORMAT §6 and appendix A.</summary>
public sealed class CollectionTests
{
    [TestCase("vector<float>", "4000000e 0009 00000002 3f800000 40000000", new[] { 1f, 2f })]
    [TestCase("vector<bool>", "40000008 0009 00000002 01 00", new[] { true, false })]
    [TestCase("set<int>", "4000000a 0009 00000001 00000001", new[] { 1 })]
    [TestCase("bitset<8>", "4000000e 0009 00000008 0100000001000000", new[] { true, false, false, false, true, false, false, false })]
    [TestCase("vector<string>", "4000000e 0009 00000002 03 6f6e65 03 74776f", new[] { "one", "two" })]
    [TestCase("vector<Color>", "4000000e 0009 00000002 00000003 00000004", new[] { 3, 4 })]
    public void Lists_of_simple_values_are_arrays(string type, string bytes, Array expected) =>
        Assert.That(Value(type, bytes), Is.EqualTo(expected));

    [Test]
    public void Nested_lists_have_no_header() =>
        Assert.That(Value("vector<vector<int> >", "40000016 0009 00000002 00000001 00000001 00000001 00000007"),
            Is.EqualTo(new object[] { new[] { 1 }, new[] { 7 } }));

    [TestCase("map<int,short>", "40000012 4009 0000 fe3e6d80 00000001 00000001 0001", 1, (short)1)]
    [TestCase("map<string,short>", "40000018 4009 0000 2912f20e 00000001 40000006 0009 03 6f6e65 0001", "one", (short)1)]
    [TestCase("map<string,string>", "40000020 4009 0000 4fd9d742 00000001 40000006 0009 03 6f6e65 40000006 0009 03 4f4e45", "one", "ONE")]
    [TestCase("map<string,TString>", "4000001a 4009 0000 9cb11ada 00000001 40000006 0009 03 6f6e65 03 4f4e45", "one", "ONE")]
    [TestCase("map<int,short>", "4000000c 0009 00000001 00000001 0001", 1, (short)1)]
    public void Maps_are_lists_of_pairs_however_they_are_stored(string type, string bytes, object key, object value) =>
        Assert.That(Value(type, bytes), Is.EqualTo(new object[] { new KeyValuePair<object?, object?>(key, value) }));

    [Test]
    public void A_member_wise_map_may_hold_nested_lists() =>
        Assert.That(Value("map<int,vector<vector<short> > >",
            "40000020 4009 0000 839db388 00000001 00000001 4000000c 0009 00000001 00000001 0001"),
            Is.EqualTo(new object[] { new KeyValuePair<object?, object?>(1, new object[] { new short[] { 1 } }) }));

    [TestCase("vector<P>", "40000008 4009 0001 00000000")]
    [TestCase("vector<Mystery>", "4000000c 4009 0000 3a5a6572 00000000")]
    public void An_empty_member_wise_list_needs_no_layout(string type, string bytes) =>
        Assert.That(Value(type, bytes), Is.EqualTo(Array.Empty<object>()));

    [Test]
    public void A_member_wise_list_of_objects_has_one_member_after_the_other()
    {
        StreamerInfo point = Class("P", Base("B"), Member("s", 65, "TString"), Member("v", 300, "vector<int>")),
            ancestor = Class("B", Member("x", 3, "int"));
        RootObject read = ReadMember(Member("m", 300, "vector<P>"),
            b => b.Frame(0x4009, c =>
                c.Int16(1).Int32(2).Int32(10).Int32(20).Text("a").Text("b").Frame(9, v => v.Int32(1).Int32(5).Int32(0))), point, ancestor);

        object?[] points = (object?[])read["m"]!;
        Assert.That(points.Select(p => ((RootObject)p!)["x"]), Is.EqualTo(new object[] { 10, 20 }));
        Assert.That(points.Select(p => ((RootObject)p!)["s"]), Is.EqualTo(new object[] { "a", "b" }));
        Assert.That(points.Select(p => ((RootObject)p!)["v"]), Is.EqualTo(new object[] { new[] { 5 }, Array.Empty<int>() }));
    }

    [Test]
    public void A_class_under_another_name_is_found_by_its_checksum()
    {
        RootObject read = ReadMember(Member("m", 300, "vector<Alias>"), b =>
            b.Raw(Hex("40000014 0009 00000001 4000000a 0000 00005678 0000002a")),
                Class("P", Member("v", 3, "int")) with { Checksum = 0x5678 });
        Assert.That((((object?[])read["m"]!)[0] as RootObject)?["v"], Is.EqualTo(42));
    }

    [Test]
    public void A_list_that_stands_alone_may_have_no_header()
    {
        RootObject read = Read("vector<int>", new RecordBytes().Int32(2).Int32(5).Int32(6));

        Assert.That(read["value"], Is.EqualTo(new[] { 5, 6 }));
    }

    [TestCase("40000076 0004 0001 00000000 03000000 0b 544f626a537472696e6773 0c 544f626a537472696e673b31 00000003 00000000 " +
        "01 40000013 0001 0001 00000000 03000000 06 456c656d2d30 "
        + "01 40000013 0001 0001 00000000 03000000 06 656c656d2d31 "
        + "01 40000014 0001 0001 00000000 03000000 07 456c656d2d3230")]
    [TestCase("40000055 0004 0001 00000000 03001000 0b 544f626a537472696e6773 0c 544f626a537472696e673b31 00000003 00000000 " +
        "0001 00000000 03000000 0001 00000000 03000000 0001 00000000 03000000 06 456c656d2d30 06 656c656d2d31 07 456c656d2d3230")]
    public void A_TClonesArray_is_read_in_both_forms(string bytes)
    {
        byte[] record = Hex(bytes);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(record, 0x4000_0000 | (record.Length - 4));
        StreamerInfo text = Class("TObjString", Base("TObject", type: 66), Member("fString", 65, "TString"));

        RootObject read = Read("TClonesArray", new RecordBytes().Raw(record), text);

        Assert.That(read.Undecoded, Is.Null);
        Assert.That(read.Items.Select(i => ((RootObject)i!)["fString"]), Is.EqualTo(new[] { "Elem-0", "elem-1", "Elem-20" }));
    }

    [Test]
    public void A_TRefArray_holds_ids() =>
        Assert.That(Read("TRefArray", new RecordBytes()
            .Raw(Hex("4000001b 0001 0001 00000000 03000000 00 00000001 00000000 0000 00000914"))).Items,
                Is.EqualTo(new object[] { 0x914u }));

    [Test]
    public void A_TMap_holds_pairs_of_objects()
    {
        RecordBytes record = new RecordBytes().Frame(3, b => b.Object().Text("").Int32(1)
            .Int32(0x4000_0000 | 22).Int32(0xFFFF_FFFF).Raw("TObjString\0"u8[..11]).Raw([]).Frame(1, s => s.Object().Text("k"))
            .Int32(0));
        byte[] bytes = record.ToArray();
        int at = bytes.AsSpan().IndexOf("TObjString"u8) - 8;
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(at), 0x4000_0000 | (4 + 11 + 18));

        RootObject map = Read("TMap", new RecordBytes().Raw(bytes));

        KeyValuePair<object?, object?> entry = (KeyValuePair<object?, object?>)map.Items[0]!;
        Assert.That((entry.Key as RootObject)?["fString"], Is.EqualTo("k"));
        Assert.That(entry.Value, Is.Null);
    }

    [TestCase("vector<int>", "4000000a 0009 7fffffff 00000001")]
    [TestCase("vector<P>", "4000000a 4009 0001 7fffffff 0000")]
    [TestCase("vector<vector<int> >", "4000000a 0009 10000000 00000001")]
    [TestCase("map<int,int>", "4000000a 0009 7fffffff 00000001")]
    public void A_count_that_lies_takes_no_memory(string type, string bytes)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();

        object? value = Value(type, bytes);

        Assert.That(value, Is.InstanceOf<RootBytes>());
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(2 << 20));
    }

    private static object? Value(string type, string bytes) =>
        ReadMember(Member("m", 500, type), b => b.Raw(Hex(bytes)), Class("P", Member("v", 3, "int")))["m"];

    private static byte[] Hex(string text) => Convert.FromHexString(text.Replace(" ", "", StringComparison.Ordinal));
}
