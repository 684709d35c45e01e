using Hep.Jagged;
using Hep.Root.IO.Datasets;
using static Hep.Root.IO.Tests.Datasets.DatasetFileBuilder;

namespace Hep.Root.IO.Tests.Datasets;

/// <summary>What becomes of the batches of one file.</summary>
public sealed class FilePlanTests
{
    private static readonly ColumnSchema X = new("x", ElementType.Int32), Counter = new("nJet", ElementType.Int32),
        Jet = new("Jet_pt", ElementType.Float32, Dimension.Variable) { Counter = "nJet" };

    [Test]
    public void Columns_are_converted_to_the_common_type_and_put_in_order()
    {
        DatasetSource source = Source();
        DatasetFile file = File("a", source, 0, X, Counter);

        using EntryBatch batch = Apply(file, [file, File("b", source, 0, X with { Type = ElementType.Float64 }, Counter)], ["nJet", "x"],
            Column.Create("x", 1, 2), Column.Create("nJet", 3, 4));

        Assert.That(batch.Schema.Select(c => c.ToString()), Is.EqualTo(new[] { "nJet: int32", "x: float64" }));
        Assert.That(batch.Get<double>("x").Values.ToArray(), Is.EqualTo(new[] { 1.0, 2.0 }));
        Assert.That(batch.Get<int>("nJet").Values.ToArray(), Is.EqualTo(new[] { 3, 4 }));
    }

    [Test]
    public void Entries_bear_the_identity_of_their_file_in_the_dataset()
    {
        DatasetFile file = File("a", Source(), 3, X);

        using EntryBatch batch = Apply(file, [file], ["x"], Column.Create("x", 1, 2));

        Assert.That(batch.Identities.SourceOf(1), Is.EqualTo(file.Source));
        Assert.That(batch.Identities.Entries.ToArray(), Is.EqualTo(new[] { 5L, 6L }));
    }

    [Test]
    public void A_file_that_nobody_looked_at_before_may_have_narrower_columns_and_no_others()
    {
        DatasetFile known = File("a", Source(), 0, X with { Type = ElementType.Int64 }), narrow = File("b", Source(), 0, X);
        DatasetFile wide = File("b", Source(), 0, X with { Type = ElementType.Float64 }), bare = File("b", Source(), 0, Counter);

        using EntryBatch batch = Apply(narrow, [known], ["x"], Column.Create("x", 1, 2));

        Assert.That(batch.Get<long>("x").Values.ToArray(), Is.EqualTo(new[] { 1L, 2L }));
        Assert.That(() => Apply(wide, [known], ["x"], Column.Create("x", 1.5)),
            Throws.TypeOf<RootException>().With.Message.Contains("is 'x: float64' in 'b'").And.Message.Contains("EveryFile"));
        Assert.That(() => Apply(bare, [known], ["x"], Column.Create("nJet", 1)),
            Throws.TypeOf<RootException>().With.Message.Contains("is missing in 'b'"));
    }

    [Test]
    public void A_missing_column_holds_its_default()
    {
        DatasetFile file = File("b", Source(("flag", 1), ("x", -7)), 1, Counter);

        using EntryBatch batch = Apply(file, [File("a", Source(), 0, X, Counter, new ColumnSchema("flag", ElementType.Bool)), file],
            ["x", "flag"], Column.Create("nJet", 0, 0));

        Assert.That(batch.Get<int>("x").Values.ToArray(), Is.EqualTo(new[] { -7, -7 }));
        Assert.That(batch.Get<bool>("flag").Values.ToArray(), Is.EqualTo(new[] { true, true }));
    }

    [Test]
    public void A_missing_list_holds_its_default_for_each_object_that_its_counter_counts()
    {
        DatasetFile file = File("b", Source(("Jet_pt", 2)), 1, Counter);

        using EntryBatch batch = Apply(file, [File("a", Source(), 0, Counter, Jet), file], ["Jet_pt"], Column.Create("nJet", 2, 0, 1));

        Assert.That(batch.Get<float>("Jet_pt").Values.ToArray(), Is.EqualTo(new[] { 2f, 2f, 2f }));
        Assert.That(batch.Get<float>("Jet_pt").Offsets(0).ToArray(), Is.EqualTo(new[] { 0, 2, 2, 3 }));
    }

    [Test]
    public void A_missing_list_without_a_counter_is_empty()
    {
        DatasetFile file = File("b", Source(("Jet_pt", 2)), 1, X);

        using EntryBatch batch = Apply(file, [File("a", Source(), 0, X, Counter, Jet), file], ["Jet_pt"], Column.Create("x", 1, 2));

        Assert.That(batch.Get<float>("Jet_pt").ValueCount, Is.Zero);
        Assert.That(batch.EntryCount, Is.EqualTo(2));
    }

    [Test]
    public void Only_what_is_asked_for_is_read()
    {
        DatasetSource source = new() { Files = [], Label = ["x > 1"], Weight = "abs(w)" };
        DatasetFile file = File("a", source, 0, X, Counter, Jet, new ColumnSchema("w", ElementType.Float32));
        UnifiedSchema unified = new([file]);
        DatasetTargets targets = new([source]);

        FilePlan stored = new(file, new Schema([Jet]), unified, targets),
            added = new(file, new Schema([Jet, .. targets.Schemas]), unified, targets);

        Assert.That(stored.Reads, Is.EqualTo(new[] { "Jet_pt" }));
        Assert.That(added.Reads, Is.EqualTo(new[] { "Jet_pt", "x", "w" }));
    }

    [Test]
    public void Labels_and_weights_are_numbers_or_expressions()
    {
        DatasetSource source = new() { Files = [], Label = ["-1", "x > 1", "x * 0.5"], Weight = "x + nJet" };
        DatasetFile file = File("a", source, 0, X, Counter);
        DatasetTargets targets = new([source]);

        using EntryBatch batch = new FilePlan(file, new Schema(targets.Schemas), new UnifiedSchema([file]), targets)
            .Apply(Batch(Column.Create("x", 1, 2), Column.Create("nJet", 10, 20)));

        Assert.That(batch.Schema.Select(c => c.ToString()), Is.EqualTo(new[] { "hep.label: float32[3]", "hep.weight: float32" }));
        Assert.That(batch.Get<float>("hep.label").Values.ToArray(), Is.EqualTo(new[] { -1f, 0, 0.5f, -1, 1, 1 }));
        Assert.That(batch.Get<float>("hep.weight").Values.ToArray(), Is.EqualTo(new[] { 11f, 22 }));
    }

    [Test]
    public void A_label_that_is_a_list_is_refused()
    {
        DatasetSource source = new() { Files = [], Label = ["Jet_pt"] };
        DatasetFile file = File("a", source, 0, Counter, Jet);
        DatasetTargets targets = new([source]);

        Assert.That(() => new FilePlan(file, new Schema(targets.Schemas), new UnifiedSchema([file]), targets),
            Throws.TypeOf<PipelineException>().With.Message.Contains("one number an entry"));
    }

    [Test]
    public void Sources_need_the_same_number_of_labels()
    {
        DatasetSource one = new() { Files = [], Label = ["1"] }, none = new() { Files = [] };

        Assert.That(() => new DatasetTargets([one, none]),
            Throws.TypeOf<PipelineException>().With.Property("Path").EqualTo("dataset.sources[1].label"));
    }

    private static EntryBatch Apply(DatasetFile file, DatasetFile[] files, string[] columns, params Column[] stored)
    {
        UnifiedSchema unified = new(files);
        FilePlan plan = new(file, new Schema(columns.Select(unified.Get)), unified,
            new DatasetTargets([.. files.Select(f => f.Specification)]));
        return plan.Apply(Batch(stored));
    }
}
