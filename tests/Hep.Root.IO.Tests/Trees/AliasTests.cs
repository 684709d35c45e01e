using Hep.Jagged;

namespace Hep.Root.IO.Tests.Trees;

/// <summary>Aliases that a tree's writer left are columns, where their expressions are understood.</summary>
public sealed class AliasTests
{
    [Test]
    public async Task Aliases_are_listed_with_their_expressions()
    {
        RootTree tree = await AliasedTree.OpenAsync(("met", "MET_pt * cos(MET_phi)"), ("lead", "Jet_pt[0]"));

        Assert.That(tree.Aliases, Is.EqualTo(new Dictionary<string, string> { ["met"] = "MET_pt * cos(MET_phi)", ["lead"] = "Jet_pt[0]" }));
        Assert.That(tree.Friends, Is.Empty);
    }

    [Test]
    public async Task Aliases_are_read_like_columns_and_may_need_each_other()
    {
        RootTree tree = await AliasedTree.OpenAsync(("twice", "2 * once"), ("once", "MET_pt + 1"), ("jets", "Jet_pt / 1000"));

        await foreach (EntryBatch batch in tree.ReadBatchesAsync(["jets", "nJet", "twice", "MET_p?"], new ReadOptions { EndEntry = 100 }))
            using (batch)
            {
                Assert.That(batch.Schema.Select(c => c.Name), Is.EqualTo(new[] { "jets", "nJet", "twice", "MET_pt" }));
                Assert.That(batch.Get<double>("twice").Values.ToArray(),
                    Is.EqualTo(batch.Get<float>("MET_pt").Values.ToArray().Select(m => 2 * ((double)m + 1))));
                Assert.That(batch.Get<double>("jets")[0].Length, Is.EqualTo(batch.GetAs<int>("nJet").Values[0]));
            }
    }

    [TestCase("Sum$(Jet_pt)", "Alias 'x' of tree 'Events' (memory) is 'Sum$(Jet_pt)', which cannot be computed here: ")]
    [TestCase("Jet_ptt * 2", "Nearest: Jet_pt")]
    [TestCase("y", "Alias 'x' of tree 'Events' (memory) is 'y', which cannot be computed here: it needs itself")]
    public async Task What_cannot_be_computed_is_named_before_anything_is_read(string expression, string message)
    {
        RootTree tree = await AliasedTree.OpenAsync(("x", expression), ("y", "x"));

        RootException failure = Assert.Throws<RootException>(() => tree.ReadBatchesAsync(["x"]))!;

        Assert.That(failure.Message, Does.Contain(message));
        Assert.That(failure.Object, Is.EqualTo("x"));
    }

    [Test]
    public async Task A_column_wins_over_an_alias_of_its_name()
    {
        RootTree tree = await AliasedTree.OpenAsync(("MET_pt", "0 * MET_phi"));

        await foreach (EntryBatch batch in tree.ReadBatchesAsync(["MET_pt"], new ReadOptions { EndEntry = 10 }))
            using (batch) Assert.That(batch.Get<float>("MET_pt").Values[0], Is.Not.Zero);
    }
}
