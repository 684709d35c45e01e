namespace Hep.Jagged.Tests;

public sealed class ReweightingTests
{
    private static readonly ClassWeighting Weighting = new(GridAxis.Uniform("pt", 2, 0, 2));

    [Test]
    public async Task Weights_are_1_where_there_is_no_column()
    {
        using EntryBatch batch = FormulaEvents.Batch(
            Column.Create("pt", 0.5, 0.5, 0.5, 1.5), Column.Create(DatasetColumns.Label, 0, 0, 1, 1));
        using BatchSource source = BatchSource.From(batch.Share());
        ClassWeights weights = await ClassWeights.CollectAsync(source, Weighting);
        IBatchSource reweighted = source.Reweight(weights);

        await foreach (EntryBatch after in reweighted.ReadAsync())
            using (after)
            {
                Assert.That(after.Get<float>(DatasetColumns.Weight).Values.ToArray(), Is.EqualTo(new[] { 2f / 3, 2f / 3, 4f / 3, 4f / 3 }));
                Assert.That(after.Schema, Is.EqualTo(reweighted.Schema));
            }
        Assert.That(reweighted.EntryCount, Is.EqualTo(4));
    }

    [Test]
    public async Task Weights_that_are_not_asked_for_are_not_computed_and_those_that_are_read_their_columns()
    {
        ClassWeights weights = await WeightsOfA();
        WideSource source = new();
        IBatchSource reweighted = source.Define(DatasetColumns.Label, "c").Reweight(weights);

        await foreach (EntryBatch batch in reweighted.SelectColumns("b").ReadAsync()) batch.Dispose();
        await foreach (EntryBatch batch in reweighted.SelectColumns(DatasetColumns.Weight, "b").ReadAsync())
            using (batch) Assert.That(batch.Schema.Select(c => c.Name), Is.EqualTo(new[] { DatasetColumns.Weight, "b" }));

        Assert.That(source.Readings.TakeLast(2), Is.EqualTo(new string[][] { ["b"], ["a", "b", "c"] }));
    }

    [Test]
    public async Task Pass_1_reads_what_it_needs()
    {
        WideSource source = new();

        await ClassWeights.CollectAsync(source.Define(DatasetColumns.Label, "c"), new ClassWeighting(GridAxis.Uniform("a + b", 2, 0, 100)));

        Assert.That(source.Readings.Single(), Is.EqualTo(new[] { "a", "b", "c" }));
    }

    [Test]
    public async Task A_shuffle_behind_it_reaches_the_source_and_changes_no_weight()
    {
        using BatchSource source = LabelledEntries.Source([.. Enumerable.Range(0, 40).Select(i => new Labelled(i % 2, i % 3, 0, i + 1))]);
        IBatchSource reweighted = source.Reweight(await ClassWeights.CollectAsync(source, Weighting));

        List<Labelled> straight = await LabelledEntries.ReadAsync(reweighted);
        List<Labelled> mixed = await LabelledEntries.ReadAsync(reweighted.ShuffleEntries(new ShuffleOptions { Buffer = 20 }));

        Assert.That(mixed, Is.EquivalentTo(straight).And.Not.EqualTo(straight));
    }

    [Test]
    public void Without_labels_there_are_no_classes() =>
        Assert.That(() => ClassWeights.CollectAsync(new WideSource(), new ClassWeighting(GridAxis.Uniform("a", 2, 0, 1))),
            Throws.InstanceOf<PipelineException>().With.Message.StartsWith("Classes are told by the column 'hep.label', which is not"));

    [Test]
    public void A_class_is_one_number_an_entry() =>
        Assert.That(() => ClassWeights.CollectAsync(new WideSource().Define(DatasetColumns.Label, "x"), Weighting),
            Throws.InstanceOf<PipelineException>().With.Message.EqualTo("'hep.label: float64[*]': a class is one number."));

    [Test]
    public async Task An_expression_is_an_axis_too()
    {
        using BatchSource source = LabelledEntries.Source([new(0, 0.5, 3, 1), new(0, 1.5, -1, 1)]);

        ClassWeights weights = await ClassWeights.CollectAsync(source, new ClassWeighting(GridAxis.Uniform("abs(eta) + pt", 2, 2, 4)));

        Assert.That(weights.Classes[0].Counts, Is.EqualTo(new long[] { 1, 1 }));
    }

    [Test]
    public void An_axis_has_one_number_an_entry() =>
        Assert.That(() => ClassWeights.CollectAsync(new WideSource().Define(DatasetColumns.Label, "c"),
            new ClassWeighting(GridAxis.Uniform("x", 2, 0, 1))),
            Throws.InstanceOf<PipelineException>().With.Message.StartsWith("The axis of bins needs one number an entry"));

    [Test]
    public async Task A_class_that_was_not_there_has_no_weights()
    {
        ClassWeights weights = await WeightsOfA();
        using BatchSource other = BatchSource.From(Column.Create("a", 1.0), Column.Create(DatasetColumns.Label, 5));

        Assert.That(async () => await Drain(other.Reweight(weights)),
            Throws.InstanceOf<PipelineException>().With.Message.StartsWith("There are no weights for class 5: they are for the classes"));
    }

    [TestCase(double.NaN, 0, "label NaN")]
    [TestCase(0, double.NaN, "the weight NaN")]
    [TestCase(0, double.PositiveInfinity, "the weight ")]
    public void Labels_and_weights_are_numbers(double label, double weight, string message)
    {
        using BatchSource source = BatchSource.From(Column.Create("pt", 1.0), Column.Create(DatasetColumns.Label, label),
            Column.Create(DatasetColumns.Weight, weight));

        Assert.That(async () => await ClassWeights.CollectAsync(source, Weighting),
            Throws.InstanceOf<PipelineException>().With.Message.Contains(message).And.Message.StartsWith("Entry 0"));
    }

    [Test]
    public void What_is_wanted_must_be_there()
    {
        using BatchSource source = LabelledEntries.Source([new(0, 0.5, 0, 1), new(1, 1.5, 0, 1)]);

        Assert.That(async () => await ClassWeights.CollectAsync(source, Weighting with { Reference = 7 }),
            Throws.InstanceOf<PipelineException>().With.Message.Contains("there are the classes 0, 1"));
        Assert.That(async () => await ClassWeights.CollectAsync(source, Weighting with { Ratios = Ratio(1) }),
            Throws.InstanceOf<PipelineException>().With.Message.Contains("no ratio for class 1: there are some for 0"));
        Assert.That(async () => await ClassWeights.CollectAsync(source, new ClassWeighting(GridAxis.Uniform("pt", 2, 8, 9))),
            Throws.InstanceOf<PipelineException>().With.Message.Contains("0 entries lie in bins, 2 outside"));
    }

    [Test]
    public void Numbers_that_cannot_be_are_told_at_once()
    {
        using BatchSource source = LabelledEntries.Source([new(0, 0.5, 0, 1)]);

        Assert.That(() => new ClassWeighting(), Throws.ArgumentException);
        Assert.That(() => new ClassWeighting(GridAxis.Uniform("a", 2000, 0, 1), GridAxis.Uniform("b", 2000, 0, 1)),
            Throws.ArgumentException);
        Assert.That(() => ClassWeights.CollectAsync(source, Weighting with { LargestFactor = 0 }), Throws.ArgumentException);
        Assert.That(() => ClassWeights.CollectAsync(source, Weighting with { Ratios = Ratio(-1) }), Throws.ArgumentException);
    }

    [TestCase("2", """{"value":"a","bins":[1,0,1]}""", "", "format")]
    [TestCase("1", "", "", "axes")]
    [TestCase("1", """{"value":"a","bins":[2,0,1]}""", """{"label":0,"factors":[1]}""", "classes[0].factors")]
    [TestCase("1", """{"value":"a","bins":[1,0,1]}""", """{"label":0,"factors":[-1]}""", "classes[0].factors[0]")]
    [TestCase("1", """{"value":"a","bins":[1,0,1]}""",
        """{"label":0,"factors":[1],"sums":[1],"counts":[1],"outside":0,"clipped":[1]}""", "classes[0].clipped[0]")]
    [TestCase("1", """{"value":"a","bins":[1,0,1],"wraps":true}""", "", "axes[0].wraps")]
    public void A_document_that_does_not_fit_is_refused_with_its_place(string version, string axis, string entry, string path)
    {
        string json = $$"""{"format":"hep.classweights/{{version}}","keeps_outside":true,"axes":[{{axis}}],"classes":[{{entry}}]}""";

        Assert.That(() => ClassWeights.FromJson(json), Throws.InstanceOf<PipelineException>().With.Property("Path").EqualTo(path));
    }

    private static Dictionary<double, double> Ratio(double ofClass0) => new() { [0] = ofClass0 };

    private static async Task<ClassWeights> WeightsOfA() =>
        await ClassWeights.CollectAsync(
            new WideSource().Define(DatasetColumns.Label, "c"), new ClassWeighting(GridAxis.Uniform("a", 2, 0, 6)));

    private static async Task Drain(IBatchSource source)
    {
        await foreach (EntryBatch batch in source.ReadAsync()) batch.Dispose();
    }
}
