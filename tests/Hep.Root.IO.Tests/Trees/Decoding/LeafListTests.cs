using Hep.Jagged;
using Hep.Root.IO.Tests.Serialization;
using Hep.Root.IO.Trees.Decoding;
using Hep.Root.IO.Trees.TTree;

namespace Hep.Root.IO.Tests.Trees.Decoding;

/// <summary>Branches of several leaves, also of those that move what stands behind them: strings, and arrays that a leaf counts.</summary>
public sealed class LeafListTests
{
    private static readonly RootObject Count = Leaf("TLeafI", "n"), Charge = Leaf("TLeafB", "q");

    [Test]
    public void Arrays_are_as_long_as_the_leaf_before_them_says()
    {
        RootObject momenta = Leaf("TLeafF", "p", "p[n][2]", length: 2, counter: Count), text = Leaf("TLeafC", "name");

        Column[] columns = Decode([Count, momenta, text, Charge],
            new RecordBytes().Int32(2).Single(1).Single(2).Single(3).Single(4).Text("muon").Byte(7).ToArray(),
            new RecordBytes().Int32(0).Text(new string('x', 300)).Byte(8).ToArray());

        Assert.That(((Column<int>)columns[0]).Values.ToArray(), Is.EqualTo(new[] { 2, 0 }));
        Assert.That(((Column<float>)columns[1]).Values.ToArray(), Is.EqualTo(new float[] { 1, 2, 3, 4 }));
        Assert.That(columns[1].Offsets(0).ToArray(), Is.EqualTo(new[] { 0, 2, 2 }));
        Assert.That(columns[1].Schema.Dimensions, Is.EqualTo(new[] { Dimension.Variable, Dimension.Fixed(2) }));
        Assert.That(columns[2].GetText(0), Is.EqualTo("muon"));
        Assert.That(columns[2].GetText(1), Has.Length.EqualTo(300));
        Assert.That(((Column<sbyte>)columns[3]).Values.ToArray(), Is.EqualTo(new sbyte[] { 7, 8 }));
    }

    [Test]
    public void Several_leaves_may_count_and_one_may_count_several()
    {
        RootObject other = Leaf("TLeafS", "m");

        Column[] columns = Decode(
            [Count, Leaf("TLeafB", "a", "a[n]", counter: Count), other, Leaf("TLeafB", "b", "b[m]", counter: other),
                Leaf("TLeafB", "c", "c[n]", counter: Count)],
            new RecordBytes().Int32(2).Byte(1).Byte(2).Int16(1).Byte(3).Byte(4).Byte(5).ToArray());

        Assert.That(((Column<sbyte>)columns[1]).Values.ToArray(), Is.EqualTo(new sbyte[] { 1, 2 }));
        Assert.That(((Column<sbyte>)columns[3]).Values.ToArray(), Is.EqualTo(new sbyte[] { 3 }));
        Assert.That(((Column<sbyte>)columns[4]).Values.ToArray(), Is.EqualTo(new sbyte[] { 4, 5 }));
    }

    [Test]
    public void A_leaf_of_another_branch_may_count()
    {
        RootObject tree = Object("TTree", ("fBranches", List(BranchOf("counts", Charge, Count))));
        LeafPlanner single = new(Branch.ReadAll(tree, new RootReadLimits()));
        RootObject[] leaves = [Leaf("TLeafB", "a", "a[n]", counter: Count), Charge];

        IReadOnlyList<ColumnPlan> plans = new LeafListPlanner(single).Plan(leaves);

        Assert.That(plans[0].Needs, Is.EqualTo(plans[0].CountsFrom).And.EqualTo(single.CounterOf(Count)));
        Assert.That((plans[0].Needs!.Branch.Name, plans[0].Needs!.Place), Is.EqualTo(("counts", 1)));
        using Column<int> counts = Column.Create("n", new[] { 2 });
        Column[] columns = Decode(plans, counts, new RecordBytes().Byte(1).Byte(2).Byte(3).ToArray());
        Assert.That(((Column<sbyte>)columns[0]).Values.ToArray(), Is.EqualTo(new sbyte[] { 1, 2 }));
    }

    [Test]
    public void What_counts_must_be_one_whole_number_that_stands_before()
    {
        foreach (RootObject counter in new[]
            { Leaf("TLeafF", "n"), Leaf("TLeafI", "n", "n[2]", length: 2), Leaf("TLeafO", "n"), Leaf("TLeafI", "elsewhere") })
        {
            RootObject counted = Leaf("TLeafB", "a", "a[n]", counter: counter);
            RootObject[][] lists = counter.GetText("fName") == "n" ? [[counter, counted], [counted, counter]] : [[counted, Charge]];
            foreach (RootObject[] leaves in lists)
                Assert.That(Plan(leaves).Select(p => (p.Decoder, p.Why)), Has.All.Matches<(ColumnDecoder? Decoder, string Why)>(
                    p => p.Decoder is null && p.Why.Contains("leaf a", StringComparison.Ordinal)), counter.ClassName);
        }
    }

    [Test]
    public void A_count_without_sign_is_read_without_sign()
    {
        RootObject count = Leaf("TLeafS", "n");
        count.Add("fIsUnsigned", true);
        byte[] entry = new RecordBytes().Int16(40_000).Raw(new byte[40_000]).ToArray();

        Column[] columns = Decode([count, Leaf("TLeafB", "a", "a[n]", counter: count)], entry);

        Assert.That(columns[1].ValueCount, Is.EqualTo(40_000));
        RootObject signed = Leaf("TLeafS", "n");
        Assert.Throws<RootException>(() => Decode([signed, Leaf("TLeafB", "a", "a[n]", counter: signed)], entry));
    }

    [Test]
    public void A_leaf_that_stands_twice_is_refused()
    {
        RootObject tree = Object("TTree", ("fBranches", List(BranchOf("list", Count, Count))));

        Assert.That(() => Branch.ReadAll(tree, new RootReadLimits()), Throws.TypeOf<RootException>().With.Message.Contains("twice"));
    }

    // A branch that was begun late counts the entries before it too: 5 of 64 bytes and the basket's key, numbered from 495.
    [Test]
    public void What_a_branch_may_hold_is_told_by_its_baskets()
    {
        RootObject late = BranchOf("late", Charge);
        foreach ((string name, object value) in ((string, object)[])[("fEntries", 500L), ("fTotBytes", 405L), ("fWriteBasket", 1),
            ("fBasketBytes", new[] { 405 }), ("fBasketEntry", new[] { 495L, 500L }), ("fBasketSeek", new[] { 100L, 0L })])
            late.Add(name, value);

        Branch branch = Branch.ReadAll(Object("TTree", ("fBranches", List(late))), new RootReadLimits())[0];

        Assert.That(branch.Baskets[0].EntryCount, Is.EqualTo(5));
        Assert.That((branch.MayHold(64), branch.MayHold(82)), Is.EqualTo((true, false)));
    }

    [TestCase("T.fB.fArr[fN]", "T.fB.fN"), TestCase("fArr[fN]", "fN"), TestCase("T.fC.fArr[fN]", "fN")]
    public void A_member_is_looked_for_in_the_same_object(string array, string counter)
    {
        RootObject parent = Object("TBranch", ("fName", "T"), ("fLeaves", List()), ("fBranches",
            List(BranchOf("T.fA.fN", Charge), BranchOf("T.fB.fN", Leaf("TLeafB", "b")), BranchOf("fN", Leaf("TLeafB", "n")),
                BranchOf(array, Leaf("TLeafB", "a")))));

        Branch branch = Branch.ReadAll(Object("TTree", ("fBranches", List(parent))), new RootReadLimits())[0].Children[^1];

        Assert.That(branch.Sibling("fN")?.Name, Is.EqualTo(counter));
    }

    [TestCase(3)]
    [TestCase(1)]
    [TestCase(-1)]
    [TestCase(int.MaxValue)]
    public void A_count_that_its_entry_does_not_hold_is_refused(int count)
    {
        RootObject[] leaves = [Count, Leaf("TLeafS", "a", "a[n]", counter: Count)];

        Assert.Throws<RootException>(() => Decode(leaves, new RecordBytes().Int32(count).Int16(1).Int16(2).ToArray()));
    }

    [Test]
    public void Every_truncation_is_refused_and_nothing_else_happens()
    {
        RootObject[] leaves = [Count, Leaf("TLeafS", "a", "a[n]", counter: Count), Leaf("TLeafC", "name"), Charge];
        byte[] entry = new RecordBytes().Int32(2).Int16(1).Int16(2).Text("ab").Byte(1).ToArray();

        for (int length = 0; length < entry.Length; length++)
            Assert.Throws<RootException>(() => Decode(leaves, entry[..length]), $"{length} bytes");
    }

    private static IReadOnlyList<ColumnPlan> Plan(RootObject[] leaves) => new LeafListPlanner(new LeafPlanner([])).Plan(leaves);

    private static Column[] Decode(RootObject[] leaves, params byte[][] entries) => Decode(Plan(leaves), null, entries);

    private static Column[] Decode(IReadOnlyList<ColumnPlan> plans, Column<int>? counts, params byte[][] entries)
    {
        using LoadedBasket basket = TestBasket.Variable(entries);
        ColumnSchema?[] wanted = [.. plans.Select((p, i) => new ColumnSchema($"x{i}", p.Type, p.Dimensions))];
        return plans[0].Decoder!.Decode(wanted, counts, new BasketSegment(basket, 0, entries.Length))!;
    }

    private static RootObject Leaf(string className, string name, string? title = null, int length = 1, RootObject? counter = null) =>
        Object(className, ("fName", name), ("fTitle", title ?? name), ("fLen", length), ("fLeafCount", counter));

    private static RootObject BranchOf(string name, params RootObject[] leaves) =>
        Object("TBranch", ("fName", name), ("fLeaves", List(leaves)), ("fBranches", List()));

    private static RootObject Object(string className, params (string Name, object? Value)[] members)
    {
        RootObject made = new(className, 1);
        foreach ((string name, object? value) in members) made.Add(name, value);
        return made;
    }

    private static RootObject List(params RootObject[] items) => new("TObjArray", 3) { Items = items };
}
