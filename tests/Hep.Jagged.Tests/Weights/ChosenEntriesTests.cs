using CsCheck;

namespace Hep.Jagged.Tests;

/// <summary>Weights of classes with the definitions and the cut of a specification.</summary>
public sealed class ChosenEntriesTests
{
    private static readonly FeatureSpecification Features = FeatureSpecification.FromJson("""
        { "define": { "twice": "2 * pt", "more": "twice + 1", "unused": "eta" }, "where": "eta < 2" }
        """);

    [Test]
    public async Task Axes_may_use_definitions_and_entries_that_fail_the_cut_do_not_count()
    {
        using BatchSource source = LabelledEntries.Source([new(0, 0.5, 0, 1), new(0, 1.5, 5, 100), new(1, 1.5, 0, 3), new(7, 0, 5, 1)]);
        ClassWeighting weighting = new(GridAxis.Between("more", 1, 3, 5));

        ClassWeights weights = await ClassWeights.CollectAsync(source, Features, weighting);
        List<Labelled> after = await LabelledEntries.ReadAsync(source.Reweight(weights, Features));

        Assert.That(weights.Classes.Select(c => c.Label), Is.EqualTo(new[] { 0.0, 1 }));
        Assert.That(weights.Classes[0].Sums, Is.EqualTo(new[] { 1.0, 0 }));
        Assert.That(after, Is.EqualTo(new Labelled[] { new(0, 0.5, 0, 2), new(1, 1.5, 0, 2) }));
    }

    [Test]
    public async Task The_columns_stay_those_of_the_source_and_what_is_read_is_what_is_needed()
    {
        WideSource source = new();
        FeatureSpecification features = FeatureSpecification.FromJson("""{ "define": { "sum": "a + b" }, "where": "b > -1e9" }""");
        ClassWeighting weighting = new(GridAxis.Uniform("sum", 2, 0, 100));
        IBatchSource labelled = source.Define(DatasetColumns.Label, "c");

        ClassWeights weights = await ClassWeights.CollectAsync(labelled, features, weighting);
        IBatchSource reweighted = labelled.Reweight(weights, features);

        Assert.That(reweighted.Schema.Select(c => c.Name),
            Is.EqualTo(labelled.Schema.Select(c => c.Name).Append(DatasetColumns.Weight)));
        Assert.That(source.Readings.Single(), Is.EqualTo(new[] { "a", "b", "c" }));
        Assert.That(weighting.GetInputColumns(labelled.Schema, features).Select(c => c.Name), Is.EqualTo(new[] { "a", "b" }));
    }

    [Test]
    public void What_does_not_fit_is_told_with_its_place()
    {
        using BatchSource source = LabelledEntries.Source([new(0, 0.5, 0, 1)]);

        PipelineException failure = Assert.Throws<PipelineException>(() => _ = ClassWeights.CollectAsync(
            source, Features, new ClassWeighting(GridAxis.Uniform("twic", 1, 0, 1))))!;

        Assert.That(failure.Path, Is.EqualTo("dataset.reweight.columns"));
        Assert.That(failure.Message, Does.StartWith("dataset.reweight.columns: ").And.Contain("twic"));
    }

    [Test]
    public void Behind_cut_and_definitions_classes_are_flat_or_like_the_reference() =>
        Gen.Select(Entries, Gen.Bool).Where(c => c.Item1.Any(e => e.Label == 1 && BinOf(e) >= 0)).Sample((entries, flat) =>
        {
            Dictionary<(int Label, int Bin), double> before = LabelledEntries.Sums(entries, BinOf);
            using BatchSource source = LabelledEntries.Source(entries);
            ClassWeighting weighting = new(GridAxis.Uniform("more", 2, 1, 5)) { Reference = flat ? null : 1 };

            ClassWeights weights = ClassWeights.CollectAsync(source, Features, weighting).GetAwaiter().GetResult();
            List<Labelled> after = LabelledEntries.ReadAsync(source.Reweight(weights, Features)).GetAwaiter().GetResult();

            double level = before.Values.Sum() / before.Count;
            return LabelledEntries.Sums(after, BinOf).All(sum =>
                Math.Abs(sum.Value - (flat ? level : before.GetValueOrDefault((1, sum.Key.Bin)))) < 1e-6 * level);
        }, iter: 200);

    private static int BinOf(Labelled entry) => entry.Eta >= 2 ? -1 : (2 * entry.Pt + 1) switch
    {
        >= 1 and < 3 => 0,
        >= 3 and < 5 => 1,
        _ => -1,
    };

    private static Gen<Labelled[]> Entries { get; } =
        Gen.Select(Gen.Int[0, 2], Gen.Double[-0.5, 2.5], Gen.Double[0, 3], Gen.Int[1, 8],
            (label, pt, eta, weight) => new Labelled(label, pt, eta, weight)).Array[1, 60];
}
