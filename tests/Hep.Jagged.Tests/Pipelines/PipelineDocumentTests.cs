using CsCheck;
using static Hep.Jagged.Tests.Pipelines.TestColumns;

namespace Hep.Jagged.Tests.Pipelines;

/// <summary>The document of a pipeline: exact, and not believed.</summary>
public sealed class PipelineDocumentTests
{
    private const string Valid = """
        {"format": "hep.pipeline/1",
         "inputs": [{"name": "x", "type": "float32"}, {"name": "Jet_pt", "type": "float32", "shape": ["*"], "counter": "nJet"},
                    {"name": "c", "type": "int32", "shape": [2]}],
         "define": {"y": "x * 2"}, "where": "x > 0",
         "collections": [{"name": "Jet", "where": "Jet_pt > 1", "order_by": "-Jet_pt",
                          "slots": 2, "overflow": "truncate", "pad_mode": "constant"}],
         "columns": [{"name": "y", "scaling": "standard", "subtract": 1, "divide": 2}, {"name": "Jet_pt", "collection": "Jet"},
                     {"name": "c", "categories": [1, 2], "encode": "onehot"}],
         "padding": -1}
        """;

    [Test]
    public void A_document_by_hand_does_what_it_says()
    {
        using EntryBatch batch = Batch(Column.Create<double>("x", 3, -1), Jagged<double>("Jet_pt", null, [0.5, 2, 3], []),
            Shaped("c", 2, [2], 1, 2, 2, 7));

        using PaddedBatch padded = FeaturePipeline.FromJson(Valid).ApplyAll(batch);

        Assert.That(padded.Cells, Is.EqualTo(new[] { "y", "Jet_pt[0]", "Jet_pt[1]", "c[0]=1", "c[0]=2", "c[1]=1", "c[1]=2" }));
        Assert.That(padded.Features.ToArray(), Is.EqualTo(new[] { 2.5f, 3, 2, 1, 0, 0, 1, -1.5f, -1, -1, 0, 1, 0, 0 }));
        Assert.That(padded.Selected.ToArray(), Is.EqualTo(new[] { true, false }));
    }

    [TestCase("\"slots\": 2", "\"slots\": 1000000000", "collections[0].slots")]
    [TestCase("\"slots\": 2", "\"slots\": -1", "collections[0].slots")]
    [TestCase("\"slots\": 2", "\"slots\": 1048576", "features.columns")]
    [TestCase("\"shape\": [2]", "\"shape\": [1000, 1000, 1000]", "inputs[2]")]
    [TestCase("\"shape\": [2]", "\"shape\": [1,1,1,1,1,1,1,1,1]", "inputs[2].shape")]
    [TestCase("\"divide\": 2", "\"divide\": 0", "columns[0].divide")]
    [TestCase("\"divide\": 2", "\"divide\": null", "columns[0].divide")]
    [TestCase("\"padding\"", "\"paddding\"", "paddding")]
    [TestCase("hep.pipeline/1", "hep.pipeline/2", "format")]
    [TestCase("\"x * 2\"", "\"nope * 2\"", "define.y")]
    [TestCase("\"where\": \"x > 0\"", "\"where\": \"Jet_pt > 0\"", "where")]
    [TestCase("\"where\": \"Jet_pt > 1\"", "\"where\": \"x > 1\"", "collections[0].where")]
    [TestCase("\"name\": \"y\"", "\"name\": \"c\"", "columns")]
    [TestCase("\"name\": \"c\", \"type\"", "\"name\": \"x\", \"type\"", "inputs")]
    [TestCase("\"collection\": \"Jet\"", "\"collection\": \"Jt\"", "columns[1].collection")]
    [TestCase("\"name\": \"Jet_pt\", \"collection\": \"Jet\"", "\"name\": \"x\"", "collections")]
    [TestCase("\"type\": \"int32\"", "\"type\": \"int31\"", "inputs[2].type")]
    [TestCase("\"type\": \"int32\"", "\"type\": \"string\"", "columns[2]")]
    public void A_document_that_does_not_fit_is_refused(string part, string replacement, string path)
    {
        string json = Valid.Replace(part, replacement, StringComparison.Ordinal);

        Assert.That(json, Is.Not.EqualTo(Valid));
        Assert.That(() => FeaturePipeline.FromJson(json), Throws.TypeOf<PipelineException>().With.Property("Path").EqualTo(path));
    }

    [Test]
    public void Too_many_categories_and_too_deep_an_expression_are_refused()
    {
        string many = Valid.Replace("[1, 2]", $"[{string.Join(",", Enumerable.Range(0, 5000))}]", StringComparison.Ordinal);
        string deep = Valid.Replace("x * 2", new string('(', 5000) + "x" + new string(')', 5000), StringComparison.Ordinal);

        Assert.That(() => FeaturePipeline.FromJson(many), Throws.TypeOf<PipelineException>());
        Assert.That(() => FeaturePipeline.FromJson(deep), Throws.TypeOf<PipelineException>());
    }

    [Test]
    public void A_damaged_document_throws_the_packages_own_exception_or_reads() =>
        Gen.Select(Gen.Int[0, Valid.Length - 1], Gen.Int[0, 8], Gen.Char[' ', '~']).Sample((at, removed, inserted) =>
        {
            string damaged = Valid[..at] + inserted + Valid[Math.Min(at + removed, Valid.Length)..];
            try
            {
                _ = FeaturePipeline.FromJson(damaged).ToJson();
            }
            catch (PipelineException)
            {
                // that is what may happen
            }
        }, iter: 3000);

    [Test]
    public void A_truncated_document_throws()
    {
        for (int length = 0; length < Valid.TrimEnd().Length; length++)
            Assert.That(() => FeaturePipeline.FromJson(Valid[..length]), Throws.TypeOf<PipelineException>());
    }

    [Test]
    public void A_missing_input_is_an_error_with_near_names()
    {
        using EntryBatch batch = Batch(Column.Create<double>("x", 3), Jagged<double>("Jet_tp", null, [1]), Shaped("c", 1, [2], 1, 2));

        Assert.That(() => FeaturePipeline.FromJson(Valid).Apply(batch),
            Throws.TypeOf<PipelineException>().With.Message.Contains("No column 'Jet_pt'. Nearest: Jet_tp"));
    }

    [Test]
    public void Levels_other_than_those_at_pass_1_are_an_error()
    {
        using EntryBatch batch = Batch(Column.Create<double>("x", 3), Column.Create<double>("Jet_pt", 1), Shaped("c", 1, [2], 1, 2));

        Assert.That(() => FeaturePipeline.FromJson(Valid).Apply(batch),
            Throws.TypeOf<PipelineException>().With.Message.Contains("levels must agree"));
    }

    [Test]
    public async Task Statistics_of_another_cut_are_refused()
    {
        using EntryBatch batch = Batch(Column.Create<double>("x", 3));
        FeatureStatistics statistics = await Collect("""{"where": "x > 1", "features": {"columns": ["x"]}}""", batch);

        Assert.That(() =>
            FeaturePipeline.Create(FeatureSpecification.FromJson("""{"where": "x > 2", "features": {"columns": ["x"]}}"""), statistics),
            Throws.TypeOf<PipelineException>().With.Message.Contains("take them again"));
    }

    [Test]
    public async Task A_logarithm_asks_for_statistics_that_were_taken_for_it()
    {
        using EntryBatch batch = Batch(Column.Create<double>("x", 3, 4));
        FeatureStatistics statistics = await Collect("""{"features": {"columns": ["x"]}}""", batch);

        Assert.That(() => FeaturePipeline.Create(
            FeatureSpecification.FromJson("""{"features": {"columns": ["x"], "scaling": {"x": "log"}}}"""), statistics),
            Throws.TypeOf<PipelineException>().With.Property("Path").EqualTo("features.scaling.x"));
    }
}
