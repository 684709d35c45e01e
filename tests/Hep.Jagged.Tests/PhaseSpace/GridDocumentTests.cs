using CsCheck;

namespace Hep.Jagged.Tests.PhaseSpace;

/// <summary>The grids in the document of a pipeline: not believed.</summary>
public sealed class GridDocumentTests
{
    private const string Valid = """
        {"format": "hep.pipeline/1",
         "inputs": [{"name": "x", "type": "float32"}, {"name": "Jet_pt", "type": "float32", "shape": ["*"], "counter": "nJet"},
                    {"name": "Mu_eta", "type": "float32", "shape": ["*"], "counter": "nMu"},
                    {"name": "Mu_phi", "type": "float32", "shape": ["*"], "counter": "nMu"}],
         "define": {"Mu_r": "abs(Mu_eta)"},
         "collections": [{"name": "Jet", "slots": 2, "overflow": "truncate", "pad_mode": "constant"}],
         "columns": [{"name": "Jet_pt", "collection": "Jet"}],
         "grid": {"collections": [{"name": "Mu", "where": "Mu_eta > -1", "order_by": "Mu_phi"}],
                  "planes": [{"x": "Mu_eta", "y": "Mu_phi", "x_bins": [2, -2, 2], "y_bins": [1, -4, 4], "channels": ["sum(Mu_r)"],
                              "collision": "max", "collection": "Mu"},
                             {"x": "x", "y": "x", "x_bins": [2, 0, 2], "y_bins": [1, 0, 2], "channels": ["count"]}]}}
        """;

    [Test]
    public void A_document_by_hand_does_what_it_says()
    {
        using EntryBatch batch = Pipelines.TestColumns.Batch(Column.Create<float>("x", 1.5f), Column.CreateJagged<float>("Jet_pt", [7]),
            Column.CreateJagged<float>("Mu_eta", [-1.5f, 0.5f, 1.5f]), Column.CreateJagged<float>("Mu_phi", [0, 0, 9]));

        using PaddedBatch padded = FeaturePipeline.FromJson(Valid).Apply(batch);

        Assert.That(padded.Grid("grid").ToArray(), Is.EqualTo(new[] { 0, 0.5f, 0, 1 }));
        Assert.That(padded.GridOccupancies,
            Is.EqualTo(new[] { new GridOccupancy("Mu_eta, Mu_phi", 1, 0, 1), new GridOccupancy("x, x", 1, 0, 0) }));
        Assert.That(padded.Features.ToArray(), Is.EqualTo(new float[] { 7, 0 }));
    }

    [TestCase("[2, -2, 2]", "[1000000000, -2, 2]", "grid.planes[0].x_bins[0]")]
    [TestCase("[2, -2, 2]", "[1048576, -2, 2]", "grid.planes")]
    [TestCase("[2, -2, 2]", "[2, -2, 1e999]", "grid.planes[0].x_bins[2]")]
    [TestCase("\"collection\": \"Mu\"", "\"collection\": \"Jet\"", "grid")]
    [TestCase("\"collection\": \"Mu\"", "\"collection\": \"Mo\"", "grid.planes[0]")]
    [TestCase(", \"collection\": \"Mu\"", "", "grid.planes[0]")]
    [TestCase("\"name\": \"Mu\"", "\"name\": \"Jet\"", "grid")]
    [TestCase("\"where\": \"Mu_eta > -1\"", "\"where\": \"x > -1\"", "grid.collections[0].where")]
    [TestCase("\"order_by\"", "\"slots\": 3, \"order_by\"", "grid.collections[0].slots")]
    [TestCase("\"x\": \"x\"", "\"x\": \"Mu_eta\"", "grid.planes[1]")]
    [TestCase("sum(Mu_r)", "sum(nope)", "grid.planes[0].channels[0]")]
    [TestCase("[\"count\"]", "[]", "grid.planes[1].channels")]
    [TestCase("\"planes\": [", "\"channels\": [], \"planes\": [", "grid.channels")]
    public void A_document_that_does_not_fit_is_refused(string part, string replacement, string path)
    {
        string json = Valid.Replace(part, replacement, StringComparison.Ordinal);

        Assert.That(json, Is.Not.EqualTo(Valid));
        Assert.That(() => FeaturePipeline.FromJson(json), Throws.TypeOf<PipelineException>().With.Property("Path").EqualTo(path));
    }

    [Test]
    public void A_damaged_document_throws_the_packages_own_exception_or_reads()
    {
        int start = Valid.IndexOf("\"grid\"", StringComparison.Ordinal);
        Gen.Select(Gen.Int[start, Valid.Length - 1], Gen.Int[0, 8], Gen.Char[' ', '~']).Sample((at, removed, inserted) =>
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
    }

    [Test]
    public void Statistics_have_no_grids() => Assert.That(() => FeatureStatistics.FromJson("""{"grid": {}}"""),
        Throws.TypeOf<PipelineException>().With.Property("Path").EqualTo("grid"));
}
