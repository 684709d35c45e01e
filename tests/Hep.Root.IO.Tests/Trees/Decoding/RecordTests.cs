using Hep.Jagged;
using Hep.Root.IO.Serialization;
using Hep.Root.IO.Tests.Serialization;
using Hep.Root.IO.Trees.Classes;
using Hep.Root.IO.Trees.Decoding;
using Hep.Root.IO.Trees.TTree;
using static Hep.Root.IO.Tests.Trees.Decoding.TestProgram;

namespace Hep.Root.IO.Tests.Trees.Decoding;

/// <summary>Objects and collections of objects, in each of the ways in which they are streamed.</summary>
public sealed class RecordTests
{
    private static readonly StreamerInfo Point = Class("Point", Member("x", 3, "int"), Member("name", 365, "string"));

    [Test]
    public void Elements_one_by_one_have_headers_of_their_own()
    {
        byte[] entry = new RecordBytes().Frame(9, v => v.Int32(2).Frame(1, p => p.Int32(7).Frame(9, s => s.Text("a")))
            .Frame(1, p => p.Int32(8).Frame(9, s => s.Text("bc")))).ToArray();

        Dictionary<string, Column> columns = Decode("vector<Point>", [Point], entry);

        Assert.That(Ints(columns[".x"]), Is.EqualTo(new[] { 7, 8 }));
        Assert.That(new[] { columns[".name"].GetText(0), columns[".name"].GetText(1) }, Is.EqualTo(new[] { "a", "bc" }));
        Assert.That(columns[".x"].SharesOffsetsWith(columns[".name"]), Is.True);
    }

    [Test]
    public void Elements_member_by_member_are_columns_with_one_header_for_text()
    {
        // Version 0 and a checksum: a class without a version of its own.
        byte[] entry = MemberWise(v => v.Int16(0).Int32(0xABCD).Int32(2).Int32(7).Int32(8).Frame(9, s => s.Text("a").Text("bc")));

        Dictionary<string, Column> columns = Decode("vector<Point>", [Point], entry);

        Assert.That(Ints(columns[".x"]), Is.EqualTo(new[] { 7, 8 }));
        Assert.That(columns[".name"].GetText(1), Is.EqualTo("bc"));
    }

    [Test]
    public void An_empty_collection_member_by_member_ends_with_its_count()
    {
        Dictionary<string, Column> columns = Decode("vector<Point>", [Point], MemberWise(v => v.Int16(1).Int32(0)));

        Assert.That(columns[".x"].Offsets(0).ToArray(), Is.EqualTo(new[] { 0, 0 }));
    }

    [TestCase("map<int,short>", "40000012 4009 0000 fe3e6d80 00000001 00000001 0001", "1", "1")]
    [TestCase("map<int,vector<short> >", "4000001c 4009 0000 8fd685de 00000001 00000001 40000008 0009 00000001 0001", "1", "1")]
    [TestCase("map<string,short>", "40000018 4009 0000 2912f20e 00000001 40000006 0009 03 6f6e65 0001", "one", "1")]
    [TestCase("map<string,string>", "40000020 4009 0000 4fd9d742 00000001 40000006 0009 03 6f6e65 40000006 0009 03 4f4e45", "one", "ONE")]
    [TestCase("map<string,TString>", "4000001a 4009 0000 9cb11ada 00000001 40000006 0009 03 6f6e65 03 4f4e45", "one", "ONE")]
    [TestCase("map<int,vector<vector<short> > >",
        "40000020 4009 0000 839db388 00000001 00000001 4000000c 0009 00000001 00000001 0001", "1", "1")]
    [TestCase("multimap<int,short>", "4000000c 0009 00000001 00000001 0001", "1", "1",
        TestName = "Maps_element_by_element_have_keys_and_values_in_turn")]
    public void Maps_are_columns_of_keys_and_values(string type, string hex, string key, string value)
    {
        Dictionary<string, Column> columns = Decode(type, [], Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)));

        Assert.That(columns.Keys, Is.EqualTo(new[] { "._0", "._1" }));
        Assert.That(Show(columns["._0"]), Is.EqualTo(key));
        Assert.That(Show(columns["._1"]), Is.EqualTo(value));
    }

    [TestCase("bitset<8>", "4000000e 0009 00000008 01000000 01000000", new[] { 0, 8 })]
    [TestCase("vector<bitset<8> >", "40000012 0009 00000001 00000008 00010101 00010101", new[] { 0, 1 })]
    public void Bits_are_a_list_of_truth_values(string type, string hex, int[] offsets)
    {
        Dictionary<string, Column> columns = Decode(type, [], Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)));

        Assert.That(columns[""].Offsets(0).ToArray(), Is.EqualTo(offsets));
        Assert.That(columns[""].ValueCount, Is.EqualTo(8));
    }

    [Test]
    public void Bases_have_headers_element_by_element_and_none_member_by_member()
    {
        StreamerInfo derived = Class("Derived", Base("Point"), Member("y", 8, "double"));
        byte[] oneByOne = new RecordBytes()
            .Frame(9, v => v.Int32(1).Frame(1, d => d.Frame(1, p => p.Int32(7).Frame(9, s => s.Text("a"))).Double(1.5))).ToArray();
        byte[] byMember = MemberWise(v => v.Int16(1).Int32(1).Int32(7).Frame(9, s => s.Text("a")).Double(1.5));

        foreach (byte[] entry in new[] { oneByOne, byMember })
        {
            Dictionary<string, Column> columns = Decode("vector<Derived>", [Point, derived], entry);

            Assert.That(columns.Keys, Is.EqualTo(new[] { ".x", ".name", ".y" }));
            Assert.That(((Column<double>)columns[".y"]).Values.ToArray(), Is.EqualTo(new[] { 1.5 }));
        }
    }

    [Test]
    public void Hits_that_a_class_streams_without_headers_are_told_by_their_bytes()
    {
        // KM3NeT's: the number of elements times the bytes of their members is all there is, even where a member looks like a header.
        StreamerInfo hit = Class("Hit", Base("Module"), Member("tot", 11, "unsigned char"));
        StreamerInfo module = Class("Module", Member("id", 3, "int"));
        byte[] entry = new RecordBytes().Frame(9, v => v.Int32(2).Int32(0x4000_0003).Byte(5).Int32(9).Byte(6)).ToArray();

        Dictionary<string, Column> columns = Decode("vector<Hit>", [hit, module], entry);

        Assert.That(Ints(columns[".id"]), Is.EqualTo(new[] { 0x4000_0003, 9 }));
    }

    [Test]
    public void Counted_arrays_take_their_lengths_from_the_member_before()
    {
        StreamerInfo track = Class("Track", Member("n", 6, "int"), Member("hits", 43, "int*") with { CountName = "n" });
        byte[] entry = new RecordBytes()
            .Frame(9, v => v.Int32(2).Frame(1, t => t.Int32(2).Byte(1).Int32(5).Int32(6)).Frame(1, t => t.Int32(3).Byte(0))).ToArray();
        byte[] byMember = MemberWise(v => v.Int16(1).Int32(2).Int32(2).Int32(3).Byte(1).Int32(5).Int32(6).Byte(0));

        Dictionary<string, Column> columns = Decode("vector<Track>", [track], entry, byMember);

        Assert.That(columns[".hits"].Offsets(1).ToArray(), Is.EqualTo(new[] { 0, 2, 2, 4, 4 }));
        Assert.That(Ints(columns[".hits"]), Is.EqualTo(new[] { 5, 6, 5, 6 }));
    }

    [Test]
    public void Loops_have_one_header_and_as_many_objects_as_the_member_before_says()
    {
        StreamerInfo frame = Class("Frame", Member("n", 6, "int"), Member("hits", 501, "Hit*") with { CountName = "n" });
        StreamerInfo hit = Class("Hit", Member("t", 3, "int"));
        byte[] entry = new RecordBytes().Frame(9, v =>
            v.Int32(1).Frame(1, f => f.Int32(2).Frame(9, h => h.Frame(1, m => m.Int32(5)).Frame(1, m => m.Int32(6))))).ToArray();

        Dictionary<string, Column> columns = Decode("vector<Frame>", [frame, hit], entry);

        Assert.That(Ints(columns[".hits.t"]), Is.EqualTo(new[] { 5, 6 }));
    }

    [TestCase(64, true)]
    [TestCase(1 << 20, false)]
    public void Arrays_of_loops_without_objects_are_some_for_few_bytes(int arrays, bool isRead)
    {
        StreamerInfo frame = Class("Frame", Member("n", 6, "int"),
            Member("hits", 521, "Hit*") with { CountName = "n", ArrayLength = arrays });
        StreamerInfo hit = Class("Hit", Member("t", 3, "int"));
        byte[] entry = new RecordBytes().Frame(9, v => v.Int32(1).Frame(1, f => f.Int32(0).Frame(9, _ => { }))).ToArray();

        if (isRead) Assert.That(Decode("vector<Frame>", [frame, hit], entry)[".hits.t"].ValueCount, Is.Zero);
        else
            Assert.That(() => Decode("vector<Frame>", [frame, hit], entry),
                Throws.InstanceOf<RootException>().With.Message.Contains("1048576 loops in an entry of 26 bytes"));
    }

    [Test]
    public void Hits_of_a_loop_without_headers_are_told_by_their_bytes_too()
    {
        StreamerInfo frame = Class("Frame", Member("n", 6, "int"), Member("hits", 501, "Hit*") with { CountName = "n" });
        StreamerInfo hit = Class("Hit", Member("pmt", 11, "unsigned char"), Member("tdc", 13, "unsigned int"));
        // The first bytes of the first hit look like the version of its class.
        byte[] entry = new RecordBytes()
            .Frame(9, v => v.Int32(1).Frame(1, f => f.Int32(2).Frame(9, h => h.Byte(0).Int32(0x0100_0007).Byte(5).Int32(8)))).ToArray();

        Dictionary<string, Column> columns = Decode("vector<Frame>", [frame, hit], entry);

        Assert.That(((Column<uint>)columns[".hits.tdc"]).Values.ToArray(), Is.EqualTo(new uint[] { 0x0100_0007, 8 }));
    }

    [Test]
    public void Pointers_are_lists_of_none_or_one()
    {
        byte[] entry = new RecordBytes().Frame(9, v => v.Int32(2)
            .Int32(0)
            .Int32(0x4000_0000 | (4 + 6 + 20)).Int32(0xFFFF_FFFF).Raw("Point\0"u8)
            .Frame(1, p => p.Int32(7).Frame(9, s => s.Text("abc")))).ToArray();

        Dictionary<string, Column> columns = Decode("vector<Point*>", [Point], entry);

        Assert.That(columns[".x"].Offsets(1).ToArray(), Is.EqualTo(new[] { 0, 0, 1 }));
        Assert.That(Ints(columns[".x"]), Is.EqualTo(new[] { 7 }));
    }

    [Test]
    public void A_class_that_streams_itself_by_hand_does_so_behind_a_pointer_too()
    {
        // What the infos say of TRefArray is not what it writes.
        StreamerInfo described = Class("TRefArray", Member("fUIDs", 53, "UInt_t*"), Member("fLast", 3, "Int_t"));
        byte[] body = new RecordBytes().Frame(1, r => r.Object().Text("refs").Int32(2).Int32(0).Int16(1).Int32(7).Int32(9)).ToArray();
        byte[] entry = new RecordBytes().Frame(9, v => v.Int32(2).Int32(0)
            .Int32(0x4000_0000 | (4 + 10 + body.Length)).Int32(0xFFFF_FFFF).Raw("TRefArray\0"u8).Raw(body)).ToArray();

        Dictionary<string, Column> columns = Decode("vector<TRefArray*>", [described], entry);

        Assert.That(columns.Keys, Is.EqualTo(new[] { ".fName", ".fSize", ".refs" }));
        Assert.That(columns[".refs"].Offsets(1).ToArray(), Is.EqualTo(new[] { 0, 0, 1 }));
        Assert.That(Ints(columns[".refs"]), Is.EqualTo(new[] { 7, 9 }));
        for (int length = 0; length < entry.Length; length++)
            Assert.Throws<RootException>(() => Decode("vector<TRefArray*>", [described], entry[..length]), $"{length} bytes");
    }

    [TestCase("TObjArray")]
    [TestCase("TMap")]
    [TestCase("THashTable")]
    [TestCase("TOrdCollection")]
    public void A_collection_of_objects_of_any_class_behind_a_pointer_is_bytes(string className)
    {
        NodePlanner planner = new(new StreamerInfos([Class(className, Member("fSize", 3, "int"))]));

        Assert.That(planner.Classes.PlanPointer(className, LeafScope.Entry).Node, Is.Not.Null);

        Assert.That(planner.Slots.Leaves.Select(l => l.Type), Is.EqualTo(new[] { ElementType.Bytes }));
        Assert.That(planner.Slots.Leaves[0].Why, Does.Contain("objects of any class"));
    }

    [Test]
    public void A_pointer_that_is_stored_as_a_value_of_any_class_does_not_hurt_the_others()
    {
        // TH1::fFunctions is a list behind -> : an object in place.
        StreamerInfo holder = Class("Holder", Member("fFunctions", 63, "TList*"), Member("x", 3, "int"));
        byte[] list = new RecordBytes().Frame(5, l => l.Object().Text("").Int32(0)).ToArray();
        byte[] entry = new RecordBytes().Frame(9, v => v.Int32(1).Frame(1, h => h.Raw(list).Int32(7))).ToArray();

        Dictionary<string, Column> columns = Decode("vector<Holder>", [holder], entry);

        Assert.That(Ints(columns[".x"]), Is.EqualTo(new[] { 7 }));
        Assert.That(((Column<byte>)columns[".fFunctions"]).Values.ToArray(), Is.EqualTo(list));
        entry[16 + 3]++;                                    // the list's byte count
        Assert.Throws<RootException>(() => Decode("vector<Holder>", [holder], entry));
    }

    [Test]
    public void A_collection_behind_a_pointer_has_a_header_or_a_tag_with_its_class()
    {
        StreamerInfo holder = Class("Holder", Member("ids", 500, "vector<bool>*"), Member("x", 3, "int"));
        byte[] framed = Held(h => h.Frame(9, c => c.Int32(2).Byte(1).Byte(0))),
            tagged = Held(h => h.Int32(0x4000_0000 | (4 + 13 + 6)).Int32(0xFFFF_FFFF).Raw("vector<bool>\0"u8).Int32(2).Byte(0).Byte(1)),
            both = Held(h => h.Int32(0x4000_0000 | (4 + 13 + 12)).Int32(0xFFFF_FFFF).Raw("vector<bool>\0"u8)
                .Frame(9, c => c.Int32(2).Byte(1).Byte(1))),
            none = Held(h => h.Int32(0)),
            other = Held(h => h.Int32(0x4000_0000 | (4 + 12 + 6)).Int32(0xFFFF_FFFF).Raw("vector<int>\0"u8).Int32(2).Byte(0).Byte(1));

        Dictionary<string, Column> columns = Decode("vector<Holder>", [holder], framed, tagged, both, none);

        Assert.That(((Column<bool>)columns[".ids"]).Values.ToArray(), Is.EqualTo(new[] { true, false, false, true, true, true }));
        Assert.That(columns[".ids"].Offsets(1).ToArray(), Is.EqualTo(new[] { 0, 2, 4, 6, 6 }));
        Assert.That(Ints(columns[".x"]), Is.EqualTo(new[] { 7, 7, 7, 7 }));
        Assert.That(() => Decode("vector<Holder>", [holder], other), Throws.TypeOf<RootException>().With.Message.Contains("vector<int>"));
        for (int length = 0; length < tagged.Length; length++)
            Assert.Throws<RootException>(() => Decode("vector<Holder>", [holder], tagged[..length]), $"{length} bytes");
        tagged[16 + 3]--;                                   // the byte count of the tag
        Assert.Throws<RootException>(() => Decode("vector<Holder>", [holder], tagged));

        static byte[] Held(Action<RecordBytes> pointed) => new RecordBytes().Frame(9, v => v.Int32(1).Frame(1, h =>
        {
            pointed(h);
            h.Int32(7);
        })).ToArray();
    }

    [Test]
    public void A_base_without_members_has_a_header_or_nothing()
    {
        StreamerInfo derived = Class("Derived", Base("Interface"), Member("x", 3, "int"));
        StreamerInfo[] infos = [derived, Class("Interface")];
        byte[] with = new RecordBytes().Frame(9, v => v.Int32(1).Frame(1, d => d.Frame(1, _ => { }).Int32(7))).ToArray();
        byte[] without = new RecordBytes().Frame(9, v => v.Int32(1).Frame(1, d => d.Int32(7))).ToArray();

        Assert.That(Ints(Decode("vector<Derived>", infos, with, without)[".x"]), Is.EqualTo(new[] { 7, 7 }));
        Assert.Throws<RootException>(() => Decode("vector<Interface>", infos, new RecordBytes().Frame(9, v => v.Int32(1)).ToArray()));
    }

    [Test]
    public void A_base_without_members_is_not_taken_for_the_header_of_what_follows()
    {
        StreamerInfo[] infos = [Class("Derived", Base("Interface"), Member("v", 300, "vector<int>")), Class("Interface")];
        byte[] without = new RecordBytes()
            .Frame(9, v => v.Int32(1).Frame(1, d => d.Frame(9, l => l.Int32(2).Int32(7).Int32(8)))).ToArray();
        byte[] with = new RecordBytes()
            .Frame(9, v => v.Int32(1).Frame(1, d => d.Frame(1, _ => { }).Frame(9, l => l.Int32(1).Int32(9)))).ToArray();

        Assert.That(Ints(Decode("vector<Derived>", infos, without, with)[".v"]), Is.EqualTo(new[] { 7, 8, 9 }));
    }

    // vector<Color>, where nothing but the element of the collection (TStreamerSTL::fCtype) tells that Color is an enumeration.
    [Test]
    public void Collections_of_enumerations_are_numbers()
    {
        StreamerElement colors = Member("colors", 300, "vector<Color>") with { ContainedCode = 3 };
        byte[] entry = new RecordBytes()
            .Frame(9, v => v.Int32(1).Frame(1, h => h.Frame(9, c => c.Int32(2).Int32(3).Int32(4)))).ToArray();

        Assert.That(Ints(Decode("vector<Holder>", [Class("Holder", colors)], entry)[".colors"]), Is.EqualTo(new[] { 3, 4 }));
    }

    [Test]
    public void Objects_of_a_derived_class_behind_a_pointer_have_the_columns_of_the_declared_one()
    {
        StreamerInfo derived = Class("Derived", Base("TObject", 66), Base("Other"), Base("Point"), Member("z", 8, "double"));
        byte[] body = new RecordBytes()
            .Frame(1, d => d.Object().Frame(1, o => o.Int32(1)).Frame(1, p => p.Int32(7).Frame(9, s => s.Text("a"))).Double(1))
            .ToArray();
        byte[] entry = new RecordBytes()
            .Frame(9, v => v.Int32(1).Int32(0x4000_0000 | (4 + 8 + body.Length)).Int32(0xFFFF_FFFF).Raw("Derived\0"u8).Raw(body))
            .ToArray();

        Dictionary<string, Column> columns = Decode("vector<Point*>", [Point, derived, Class("Other", Member("o", 3, "int"))], entry);

        Assert.That(Ints(columns[".x"]), Is.EqualTo(new[] { 7 }));
    }

    [Test]
    public void Objects_of_an_unrelated_class_behind_a_pointer_are_refused()
    {
        byte[] entry = new RecordBytes()
            .Frame(9, v => v.Int32(1).Int32(0x4000_0000 | (4 + 6 + 10)).Int32(0xFFFF_FFFF).Raw("Other\0"u8).Frame(1, o => o.Int32(1)))
            .ToArray();

        Assert.That(() => Decode("vector<Point*>", [Point, Class("Other", Member("o", 3, "int"))], entry),
            Throws.TypeOf<RootException>().With.Message.Contains("Other").And.Message.Contains("Point"));
    }

    [Test]
    public void Reading_more_entries_allocates_no_more()
    {
        byte[] entry = new RecordBytes().Frame(9, v => v.Int32(1).Frame(1, p => p.Int32(7).Frame(9, s => s.Text("a")))).ToArray();
        byte[] pointers = new RecordBytes().Frame(9, v => v.Int32(1)
            .Int32(0x4000_0000 | (4 + 6 + 18)).Int32(0xFFFF_FFFF).Raw("Point\0"u8)
            .Frame(1, p => p.Int32(7).Frame(9, s => s.Text("a")))).ToArray();

        // Memory for values comes from the pool in powers of two: what grows with each entry would show as many thousand bytes.
        foreach ((string type, byte[] bytes) in new[] { ("vector<Point>", entry), ("vector<Point*>", pointers) })
            Assert.That(Allocated(type, bytes, 3000) - Allocated(type, bytes, 2100), Is.LessThan(900), type);
    }

    private static long Allocated(string type, byte[] entry, int entries)
    {
        using LoadedBasket basket = TestBasket.Variable([.. Enumerable.Repeat(entry, entries)]);
        NodePlanner planner = new(new StreamerInfos([Point]));
        NodeDecoder decoder = new(planner.Types.PlanFramed(CppType.Parse(type)!, LeafScope.Entry).Node!, planner.Slots);
        ColumnSchema?[] wanted = [.. planner.Slots.Leaves.Select(l => new ColumnSchema($"x{l.Name}", l.Type, l.Dimensions))];
        long least = long.MaxValue;
        for (int pass = 0; pass < 5; pass++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Column?[] columns = decoder.Decode(wanted, new BasketSegment(basket, 0, entries));
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            foreach (Column? column in columns) column?.Dispose();
        }
        return least;
    }

    [Test]
    public void What_nobody_wants_is_passed_over()
    {
        byte[] entry = MemberWise(v => v.Int16(1).Int32(2).Int32(7).Int32(8).Frame(9, s => s.Text("a").Text("bc")));

        Dictionary<string, Column> columns = Decode("vector<Point>", [Point], name => name == ".name", entry);

        Assert.That(columns.Keys, Is.EqualTo(new[] { ".name" }));
        Assert.That(columns[".name"].GetText(1), Is.EqualTo("bc"));
    }

    [Test]
    public void Members_that_nobody_described_are_bytes_and_do_not_hurt_the_others()
    {
        StreamerInfo holder = Class("Holder", Member("unknown", 62, "Foreign"), Member("x", 3, "int"));
        byte[] entry = new RecordBytes().Frame(9, v => v.Int32(1).Frame(1, h => h.Frame(3, f => f.Byte(1).Byte(2)).Int32(7))).ToArray();

        Dictionary<string, Column> columns = Decode("vector<Holder>", [holder], entry);

        Assert.That(Ints(columns[".x"]), Is.EqualTo(new[] { 7 }));
        Assert.That(columns[".unknown"].Type, Is.EqualTo(ElementType.Bytes));
        Assert.That(columns[".unknown"].ValueCount, Is.EqualTo(8));
    }

    [Test]
    public void Collections_of_objects_without_members_are_their_sizes()
    {
        StreamerInfo element = Class("Element", Base("Store"));

        Dictionary<string, Column> columns = Decode("vector<Element>", [element, Class("Store")], MemberWise(v => v.Int16(1).Int32(7)),
            MemberWise(v => v.Int16(1).Int32(0)));

        Assert.That(Ints(columns[""]), Is.EqualTo(new[] { 7, 0 }));
    }

    [Test]
    public void Objects_of_another_version_are_refused_with_both_versions() =>
        Assert.That(() => Decode("vector<Point>", [Point], MemberWise(v => v.Int16(4).Int32(0))),
            Throws.TypeOf<RootException>().With.Message.Contains("version 4").And.Message.Contains("version 1"));

    [Test]
    public void An_object_whose_byte_count_ends_elsewhere_is_refused()
    {
        byte[] entry = new RecordBytes().Frame(9, v => v.Int32(1).Frame(1, p => p.Int32(7).Frame(9, s => s.Text("a")).Byte(0))).ToArray();

        Assert.Throws<RootException>(() => Decode("vector<Point>", [Point], entry));
    }

    [Test]
    public void A_class_that_holds_itself_is_bytes()
    {
        StreamerInfo node = Class("Node", Member("x", 3, "int"), Member("children", 500, "vector<Node>"));

        NodePlanner planner = new(new StreamerInfos([node]));
        Planned planned = planner.Classes.PlanObject(node, LeafScope.Entry);

        Assert.That(planned.Node, Is.Not.Null);
        Assert.That(planner.Slots.Leaves.Select(l => (l.Name, l.Type)),
            Is.EqualTo(new[] { (".x", ElementType.Int32), (".children", ElementType.Bytes) }));
        Assert.That(planner.Slots.Leaves[1].Why, Does.Contain("Node"));
    }

    [Test]
    public void Every_truncation_is_refused_and_nothing_else_happens()
    {
        byte[] entry = MemberWise(v => v.Int16(1).Int32(2).Int32(7).Int32(8).Frame(9, s => s.Text("a").Text("bc")));

        for (int length = 0; length < entry.Length; length++)
            Assert.Throws<RootException>(() => Decode("vector<Point>", [Point], entry[..length]), $"{length} bytes");
    }

    private static byte[] MemberWise(Action<RecordBytes> content) => new RecordBytes().Frame(0x4009, content).ToArray();

    private static int[] Ints(Column column) => ((Column<int>)column).Values.ToArray();

    private static string Show(Column column) => column switch
    {
        Column<int> c => string.Join(' ', c.Values.ToArray()),
        Column<short> c => string.Join(' ', c.Values.ToArray()),
        _ => column.GetText(0),
    };
}
