using Hep.Jagged;
using Hep.Testing;

namespace Hep.Root.IO.Tests.Writing;

/// <summary>Lists of a TTree: with counters, or as vectors.</summary>
public sealed class TreeListsTests
{
    [TestCase(ListStorage.Counted)]
    [TestCase(ListStorage.Vectors)]
    public async Task Lists_that_are_all_empty_come_back_empty_from_either_storage(ListStorage lists)
    {
        string path = Path.Combine(TestData.NewFolder(), "lists.root");
        using EntryBatch batch = WrittenEvents.Batch(Column.CreateJagged<float>("pt", [], [], []), Column.Create("run", 1, 2, 3));

        await WrittenTree.WriteAsync(path, [batch], tree: new() { Lists = lists });

        using EntryBatch found = await WrittenTree.ReadAsync(path);
        WrittenTree.AssertSame(found, batch);
    }

    [Test]
    public async Task Lists_as_read_have_the_counter_that_they_had_and_no_other()
    {
        string path = Path.Combine(TestData.NewFolder(), "as-read.root");
        using Column<float> pt = Column.CreateJagged<float>("Jet_pt", [1], [2, 3], []), x = Column.CreateJagged<float>("x", [], [4], [5]);
        using EntryBatch batch = WrittenEvents.Batch(pt.ShareAs(pt.Schema with { Counter = "nJet" }), x.Share());

        await WrittenTree.WriteAsync(path, [batch], tree: new() { Lists = ListStorage.AsRead });

        await using RootTree tree = await RootTree.OpenAsync(path);
        Assert.That(tree.Columns.Select(c => (c.Name, c.TypeName)),
            Is.EqualTo(new[] { ("nJet", "int"), ("Jet_pt", "float"), ("x", "vector<float>") }));
    }

    [Test]
    public async Task Lists_are_vectors_without_counters_where_that_is_wanted()
    {
        string path = Path.Combine(TestData.NewFolder(), "vectors.root");
        using EntryBatch batch = WrittenEvents.AllForms(50);

        await WrittenTree.WriteAsync(path, [batch], tree: new() { Lists = ListStorage.Vectors });

        using EntryBatch found = await WrittenTree.ReadAsync(path);
        WrittenTree.AssertSame(found, batch);
        Assert.That(found.Schema.Select(c => c.Name), Has.No.Member("nJet").And.No.Member("nhits"));
    }

    [Test]
    public async Task Columns_of_a_collection_share_the_counter_that_is_named_for_them()
    {
        string path = Path.Combine(TestData.NewFolder(), "collection.root");
        using EntryBatch batch = WrittenEvents.Batch(
            Column.CreateJagged<float>("Mu_pt", [1, 2], [], [3]), Column.CreateJagged<int>("Mu_q", [1, -1], [], [1]));

        await WrittenTree.WriteAsync(path, [batch], tree: new() { Collections = ["Mu"] });

        using EntryBatch found = await WrittenTree.ReadAsync(path);
        Assert.That(found.Schema.Select(c => c.Name), Is.EquivalentTo(new[] { "nMu", "Mu_pt", "Mu_q" }));
        Assert.That(found.Get<int>("nMu").Values.ToArray(), Is.EqualTo(new[] { 2, 0, 1 }));
    }

    [Test]
    public async Task Counter_that_is_a_column_keeps_its_type()
    {
        string path = Path.Combine(TestData.NewFolder(), "counter.root");
        using EntryBatch batch = WrittenEvents.Batch(
            WrittenEvents.Counted<float>("Jet_pt", "nJet", [[1, 2], [3]]), Column.Create("nJet", 2u, 1u));

        await WrittenTree.WriteAsync(path, [batch]);

        using EntryBatch found = await WrittenTree.ReadAsync(path);
        WrittenTree.AssertSame(found, batch);
    }
}
