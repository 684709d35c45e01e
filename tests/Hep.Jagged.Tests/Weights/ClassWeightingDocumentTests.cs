using System.Collections.Immutable;
using CsCheck;

namespace Hep.Jagged.Tests;

public sealed class ClassWeightingDocumentTests
{
    [Test]
    public void A_configuration_says_bins_reference_ratios_bound_and_what_lies_outside()
    {
        ClassWeighting weighting = ClassWeighting.FromConfiguration("""
            { "dataset": { "sources": [], "reweight": {
                "columns": { "Jet_pt[0]": [20, 50, 200], "abs(Jet_phi[0])": { "count": 4, "low": 0, "high": 2, "wrap": true } },
                "to": 1, "ratios": { "0": 2, "1": 0.5 }, "largest_factor": 10, "outside": "keep" } } }
            """)!;

        Assert.That(weighting.Axes, Is.EqualTo(new[]
        {
            GridAxis.Between("Jet_pt[0]", 20, 50, 200), GridAxis.Uniform("abs(Jet_phi[0])", 4, 0, 2) with { Wraps = true },
        }));
        Assert.That((weighting.Reference, weighting.LargestFactor, weighting.KeepsOutside), Is.EqualTo((1, 10, true)));
        Assert.That(weighting.Ratios, Is.EqualTo(new Dictionary<double, double> { [0] = 2, [1] = 0.5 }));
    }

    [Test]
    public void Three_numbers_are_three_edges_and_all_else_has_a_default()
    {
        ClassWeighting weighting = ClassWeighting.FromJson("""{ "columns": { "pt": [1, 2, 5] } }""");

        Assert.That(weighting.Axes.Single(), Is.EqualTo(GridAxis.Between("pt", 1, 2, 5)));
        Assert.That((weighting.Reference, weighting.LargestFactor, weighting.KeepsOutside),
            Is.EqualTo(((double?)null, double.PositiveInfinity, false)));
        Assert.That(weighting.Ratios, Is.Empty);
        Assert.That(ClassWeighting.FromConfiguration("{}"), Is.Null);
    }

    [TestCase("""{ "columns": { "pt": [0, 1] }, "too": "flat" }""", "dataset.reweight.too", "Nearest: to")]
    [TestCase("""{ "columns": { "pt": [0, 1] }, "to": "flatt" }""", "dataset.reweight.to", "Nearest: flat")]
    [TestCase("""{ "columns": { "pt": [1, 0] } }""", "dataset.reweight.columns.pt", "Edges ascend")]
    [TestCase("""{ "columns": { "pt +": [0, 1] } }""", "dataset.reweight.columns.pt +", "pt +")]
    [TestCase("""{ "columns": { "pt": { "count": 2, "low": 1, "high": 0 } } }""", "dataset.reweight.columns.pt", "lower to a higher")]
    [TestCase("""{ "columns": { "a": [0, 1], "b": [0, 1], "c": [0, 1] } }""", "dataset.reweight.columns", "One column or two")]
    [TestCase("""{ "columns": {} }""", "dataset.reweight.columns", "One column or two")]
    [TestCase("""{ "columns": { "pt": [0, 1] }, "ratios": { "signal": 1 } }""", "dataset.reweight.ratios.signal", "no label")]
    [TestCase("""{ "columns": { "pt": [0, 1] }, "ratios": { "1": 1, "1.0": 1 } }""", "dataset.reweight.ratios.1.0", "twice")]
    [TestCase("""{ "columns": { "pt": [0, 1] }, "ratios": { "1": 0 } }""", "dataset.reweight.ratios.1", "above 0")]
    [TestCase("""{ "columns": { "pt": [0, 1] }, "largest_factor": 0 }""", "dataset.reweight.largest_factor", "above 0")]
    public void What_cannot_be_meant_is_refused_at_its_place(string json, string path, string message)
    {
        PipelineException failure = Assert.Throws<PipelineException>(() => ClassWeighting.FromJson(json, "dataset.reweight"))!;

        Assert.That(failure.Path, Is.EqualTo(path), failure.Message);
        Assert.That(failure.Message, Does.Contain(message));
    }

    [Test]
    public void What_is_written_reads_back() => Weightings.Sample(weighting =>
    {
        ClassWeighting again = ClassWeighting.FromJson(weighting.ToJson());

        Assert.That(again.Axes, Is.EqualTo(weighting.Axes));
        Assert.That((again.Reference, again.LargestFactor, again.KeepsOutside),
            Is.EqualTo((weighting.Reference, weighting.LargestFactor, weighting.KeepsOutside)));
        Assert.That(again.Ratios, Is.EqualTo(weighting.Ratios));
    });

    [Test]
    public async Task Weights_know_what_they_were_taken_for_also_from_a_document()
    {
        using BatchSource source = LabelledEntries.Source([new(0, 0.5, 3, 1), new(1, 0.5, 1, 1), new(1, 1.5, 1, 1)]);
        ClassWeighting flat = new(GridAxis.Uniform("pt", 2, 0, 2)), bounded = flat with { LargestFactor = 2, Reference = 1 };

        ClassWeights weights = ClassWeights.FromJson((await ClassWeights.CollectAsync(source, bounded)).ToJson());

        Assert.That(weights.AreFor(bounded));
        Assert.That(weights.AreFor(bounded with { Reference = null }), Is.False);
        Assert.That(weights.AreFor(bounded with { LargestFactor = 3 }), Is.False);
        Assert.That(weights.AreFor(bounded with { KeepsOutside = true }), Is.False);
        Assert.That(weights.AreFor(bounded with { Ratios = new Dictionary<double, double> { [0] = 2, [1] = 1 } }), Is.False);
        Assert.That(weights.AreFor(new ClassWeighting(GridAxis.Uniform("pt", 3, 0, 2)) { LargestFactor = 2, Reference = 1 }), Is.False);
    }

    private static Gen<ClassWeighting> Weightings { get; } =
        from first in Axis("pt")
        from second in Axis("abs(eta)")
        from count in Gen.Int[1, 2]
        from reference in Gen.Double[-3, 3]
        from hasReference in Gen.Bool
        from ratio in Gen.Double[0.01, 100]
        from hasRatios in Gen.Bool
        from largest in Gen.Const(double.PositiveInfinity).Select(Gen.Double[0.1, 9], Gen.Bool, (none, some, has) => has ? some : none)
        from keeps in Gen.Bool
        select new ClassWeighting(count == 1 ? [first] : [first, second])
        {
            Reference = hasReference ? reference : null,
            Ratios = hasRatios ? ImmutableSortedDictionary<double, double>.Empty.Add(-1.5, ratio).Add(1e9, 1)
                : ImmutableSortedDictionary<double, double>.Empty,
            LargestFactor = largest,
            KeepsOutside = keeps,
        };

    private static Gen<GridAxis> Axis(string column) =>
        from uniform in Gen.Bool
        from wraps in Gen.Bool
        from steps in Gen.Double[0.1, 10].Array[1, 5]
        select uniform ? GridAxis.Uniform(column, steps.Length, -steps[0], steps[0]) with { Wraps = wraps }
            : GridAxis.Between(column, [.. steps.Aggregate(new List<double> { 0 }, (edges, s) => [.. edges, edges[^1] + s])]);
}
