using Hep.Jagged;
using Hep.Testing;

namespace Hep.Root.IO.Tests.Writing;

/// <summary>Columns from inside classes, whose names are paths, are stored under names that branches can have.</summary>
public sealed class StoredNamesTests
{
    [TestCase("Jet/Jet.PT", "Jet.PT")]
    [TestCase("evt/Beg", "Beg")]
    [TestCase("evt/P3/P3.Px", "P3.Px")]
    [TestCase("tracks/tracks.fP[3]", "tracks.fP")]
    [TestCase("fP[3][2]", "fP")]
    [TestCase("q2[GeV^2]", "q2")]
    [TestCase("Event/pg[6].fP.fX", "pg.fP.fX")]
    [TestCase("Event/pg[6].fE,Event/pg[6].fHits[2][3]", "pg.fE,pg.fHits")]
    [TestCase("a/pg[6].fE,b/pg[6].fE", "a.pg.fE,b.pg.fE")]
    [TestCase("Jet.PT", "Jet.PT")]
    [TestCase("evt/A::B.x,Aux:pt", "A::B.x,Aux:pt")]
    [TestCase("evt/Beg,Beg", "evt.Beg,Beg")]
    [TestCase("one/x,two/x", "one.x,two.x")]
    [TestCase("aux./aux.x,b./aux.x", "aux.x,b.aux.x")]
    [TestCase("evt/P3/P3.Px,sim/P3/P3.Px", "evt.P3.Px,sim.P3.Px")]
    public async Task Path_is_stored_under_the_name_of_its_branch(string names, string expected)
    {
        string path = Path.Combine(TestData.NewFolder(), "names.root");
        using EntryBatch batch = WrittenEvents.Batch([.. names.Split(',').Select((n, i) => Column.Create(n, i))]);

        await WrittenTree.WriteAsync(path, [batch]);

        using EntryBatch found = await WrittenTree.ReadAsync(path);
        Assert.That(found.Schema.Select(c => c.Name), Is.EqualTo(expected.Split(',')));
        Assert.That(found.Columns.Select(c => ((Column<int>)c).Values[0]), Is.EqualTo(Enumerable.Range(0, found.Columns.Count)));
    }

    [TestCase("Event/pg[6].fE,Event/pg[6].fP.fX", "pg.fE,pg.fP.fX")]
    [TestCase("Jet,Jet/Jet.PT", "Jet,Jet_PT")]
    [TestCase("evt/Beg,evt/P3/P3.Px", "Beg,P3.Px")]
    [TestCase("Jet/Jet.P3.Px,Jet.P3", "Jet_P3_Px,Jet.P3")]
    public async Task Path_into_what_is_a_column_itself_is_no_record_of_an_RNTuple(string names, string expected)
    {
        string path = Path.Combine(TestData.NewFolder(), "names.root");
        using EntryBatch batch = WrittenEvents.Batch([.. names.Split(',').Select((n, i) => Column.Create(n, i))]);

        await WrittenTree.WriteAsync(path, [batch], tree: new() { Format = TreeFormat.RNTuple });

        using EntryBatch found = await WrittenTree.ReadAsync(path);
        Assert.That(found.Schema.Select(c => c.Name), Is.EqualTo(expected.Split(',')));
    }

    [Test]
    public void Path_that_would_have_the_name_of_a_column_once_its_dots_are_gone_is_refused()
    {
        string path = Path.Combine(TestData.NewFolder(), "names.root");
        using EntryBatch batch = WrittenEvents.Batch(Column.Create("Jet", 1), Column.Create("Jet_PT", 2), Column.Create("Jet/Jet.PT", 3));

        RootException refusal = Assert.ThrowsAsync<RootException>(
            () => WrittenTree.WriteAsync(path, [batch], tree: new() { Format = TreeFormat.RNTuple }))!;

        Assert.That(refusal.Message,
            Does.StartWith("Events in ").And.Contain("'Jet_PT' and 'Jet/Jet.PT' would both be called 'Jet_PT'"));
    }

    [Test]
    public async Task Counter_is_stored_under_the_name_that_its_lists_say()
    {
        string path = Path.Combine(TestData.NewFolder(), "counters.root");
        using EntryBatch batch = WrittenEvents.Batch(
            Column.Create("evt/n", 1, 2), WrittenEvents.Counted<float>("evt/pt", "evt/n", [[1], [2, 3]]));

        await WrittenTree.WriteAsync(path, [batch]);

        using EntryBatch found = await WrittenTree.ReadAsync(path);
        Assert.That(found.Schema.Select(c => (c.Name, c.Counter)), Is.EqualTo(new[] { ("n", (string?)null), ("pt", "n") }));
    }

    [Test]
    public async Task Counter_that_is_no_column_is_stored_under_the_last_part()
    {
        string path = Path.Combine(TestData.NewFolder(), "counters.root");
        using EntryBatch batch = WrittenEvents.Batch(WrittenEvents.Counted<float>("pt", "evt/n", [[1], [2, 3]]));

        await WrittenTree.WriteAsync(path, [batch]);

        using EntryBatch found = await WrittenTree.ReadAsync(path);
        Assert.That(found.Schema.Select(c => (c.Name, c.Counter)), Is.EqualTo(new[] { ("n", (string?)null), ("pt", "n") }));
    }
}
