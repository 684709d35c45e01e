using Hep.Testing;

namespace Hep.Jagged.Tests;

[NonParallelizable]   // the meter counts batches of the whole process
public sealed class EntryBatchTests
{
    [Test]
    public void A_batch_is_counted_until_it_is_disposed_once_or_twice()
    {
        using LiveBatches live = new();
        EntryBatch batch = Numbered.Batch(0, 3);
        EntryBatch part = batch.Slice(1, 1);
        int before = live.Count;

        batch.Dispose();
        batch.Dispose();

        Assert.That((before, live.Count), Is.EqualTo((2, 1)));
        Assert.That(part.Get<int>("n").Values.ToArray(), Is.EqualTo(new[] { 1 }), "a part lives on its own");
        Assert.That(() => batch.Identities, Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(() => batch.Get<int>("n").Values.Length, Throws.InstanceOf<ObjectDisposedException>());
        part.Dispose();
    }

    [Test]
    public void Columns_must_fit_the_entries_and_the_schema()
    {
        EntryIdentities two = EntryIdentities.Range(EntrySource.None, 0, 2);

        Assert.That(() => new EntryBatch([Column.Create("x", 1)], two),
            Throws.ArgumentException.With.Message.Contains("'x' has 1 entries, the batch 2"));
        Assert.That(() => new EntryBatch([Column.Create("x", 1, 2), Column.Create("x", 1, 2)], two),
            Throws.ArgumentException.With.Message.Contains("Two columns"));
        Assert.That(() => new EntryBatch(new Schema([new ColumnSchema("y", ElementType.Int32)]), [Column.Create("x", 1, 2)], two),
            Throws.ArgumentException.With.Message.Contains("'x: int32', the schema says 'y: int32'"));
    }

    [Test]
    public void Get_is_exact_and_GetAs_converts_once()
    {
        using EntryBatch batch = FormulaEvents.Batch(Column.Create("x", 1.9, double.NaN, -300.5), Column.Create("b", true, false, true),
            Column.CreateText("t", "a", "b", "c"));

        Assert.That(batch.GetAs<sbyte>("x").Values.ToArray(), Is.EqualTo(new sbyte[] { 1, 0, -128 }));
        Assert.That(batch.GetAs<float>("b").Values.ToArray(), Is.EqualTo(new[] { 1f, 0f, 1f }));
        Assert.That(batch.GetAs<bool>("x").Values.ToArray(), Is.EqualTo(new[] { true, true, true }));
        Assert.That(batch.GetAs<double>("x"), Is.SameAs(batch["x"]));
        Column<float> converted = batch.GetAs<float>("x");
        Assert.That(batch.GetAs<float>("x"), Is.SameAs(converted));
        Assert.That(() => batch.Get<float>("x"), Throws.InstanceOf<PipelineException>()
            .With.Message.EqualTo("Column 'x' holds float64, not Single: GetAs<Single> converts it."));
        Assert.That(() => batch.GetAs<byte>("t"),
            Throws.InstanceOf<PipelineException>().With.Message.EqualTo("Column 't' holds string, not numbers."));
        Assert.That(() => batch["y"], Throws.InstanceOf<PipelineException>().With.Message.StartsWith("No column 'y'. Nearest:"));
    }

    [Test]
    public void Identities_follow_their_entries_and_files_without_entries_are_forgotten()
    {
        EntrySource[] files = [.. Enumerable.Range(0, 50).Select(i => new EntrySource(new Guid(i, 0, 0, new byte[8]), "Events"))];
        EntryBatch[] batches =
            [.. files.Select((f, i) => new EntryBatch([Column.Create("n", 10 * i, 10 * i + 1)], EntryIdentities.Range(f, 10 * i, 2)))];
        using EntryBatch all = EntryBatch.Concat(batches);

        using EntryBatch some = all.Take([99, 4, 98, 4]);
        using EntryBatch part = all.Slice(2, 2), again = EntryBatch.Concat(part, some);

        Assert.That(all.Identities.Sources, Is.EqualTo(files));
        Assert.That(some.Identities.Sources, Is.EqualTo(new[] { files[49], files[2] }));
        Assert.That(again.Identities.Sources, Is.EqualTo(new[] { files[1], files[49], files[2] }));
        for (int row = 0; row < again.EntryCount; row++)
        {
            Assert.That(again.Identities.Entries[row], Is.EqualTo(again.Get<int>("n").Values[row]));
            Assert.That(again.Identities.SourceOf(row), Is.EqualTo(files[again.Get<int>("n").Values[row] / 10]));
        }
        Array.ForEach(batches, b => b.Dispose());
    }

    [Test]
    public void A_table_shows_the_first_entries_with_their_lists()
    {
        using EntryBatch batch = FormulaEvents.Create(), many = Numbered.Batch(100, 50),
            shown = batch.Select(["MET", "Jet_hits", "cov", "name", "flag"]);

        Assert.That(shown.ToHtml(), Does.Contain("<th>Jet_hits: int32[*][*]</th>")
            .And.Contain("<td>25</td><td>[[1, 2], [], [3, 4, 5]]</td><td>[[1, 2], [3, 4]]</td><td>uno</td><td>true</td>")
            .And.Contain("<caption>3 entries, 5 columns</caption>"));
        Assert.That(many.ToHtml(), Does.Contain("<td>109</td>").And.Not.Contain("<td>110</td>"));
    }

    [Test]
    public void Batches_of_other_columns_are_not_joined()
    {
        using EntryBatch one = FormulaEvents.Batch(Column.Create("x", 1)), other = FormulaEvents.Batch(Column.Create("y", 1));

        Assert.That(() => EntryBatch.Concat(one, other), Throws.ArgumentException
            .With.Message.StartsWith("Batches of different columns are not joined: [y: int32] and [x: int32]."));
    }

    [Test]
    public void With_replaces_what_has_the_name_and_leaves_the_first_batch_whole()
    {
        using EntryBatch batch = FormulaEvents.Batch(Column.Create("x", 1), Column.Create("y", 2));

        using EntryBatch changed = batch.With(Column.Create("x", 3f));

        Assert.That(changed.Schema.Select(c => c.ToString()), Is.EqualTo(new[] { "y: int32", "x: float32" }));
        Assert.That(batch.Get<int>("x").Values[0], Is.EqualTo(1));
    }
}
