using static Hep.Jagged.Tests.Pipelines.TestColumns;

namespace Hep.Jagged.Tests.PhaseSpace;

/// <summary>The strict reading of <c>grid</c>, and how it meets the columns.</summary>
public sealed class GridSpecificationTests
{
    private const string Valid = """
        {"define": {"Jet_half": "Jet_pt / 2"}, "features": {"columns": ["MET"], "collections": {"Jet": {"where": "Jet_pt > 1"}}},
         "grid": {"planes": [{"x": "Jet_eta", "y": "Jet_phi", "x_bins": [40, -4, 4], "y_bins": [-3, 0, 1, 3], "wrap_y": true}],
                  "channels": ["count", "sum(Jet_half)"], "collision": "first"}}
        """;

    [Test]
    public void Everything_that_a_grid_can_say_is_read()
    {
        PhaseSpaceGrid grid = FeatureSpecification.FromJson(Valid).Grid!;

        Assert.That(grid, Is.EqualTo(new PhaseSpaceGrid(new GridPlane(GridAxis.Uniform("Jet_eta", 40, -4, 4),
            GridAxis.Between("Jet_phi", -3, 0, 1, 3) with { Wraps = true })
        {
            Channels = [GridChannel.Count, GridChannel.Sum("Jet_half")],
            Collision = CollisionRule.First,
        })));
        Assert.That(grid.CellCount, Is.EqualTo(2 * 3 * 40));
    }

    [Test]
    public void What_a_plane_says_itself_comes_before_what_the_grid_says()
    {
        PhaseSpaceGrid grid = FeatureSpecification.FromJson("""
            {"grid": {"planes": [{"x": "a", "y": "b", "x_bins": [0, 1], "y_bins": [[0, 1, 9]],
                                  "channels": ["max(`c d`)"], "collision": "error"},
                                 {"x": "`a`", "y": "b", "x_bins": [0, 1], "y_bins": [2, 0, 9]}],
                      "channels": ["sum(c)"], "collision": "last"}}
            """).Grid!;

        Assert.That(grid.Planes.Select(p => (p.Name, p.Channels.Single().ToString(), p.Collision)), Is.EqualTo(new[]
            { ("a, b", "max(c d)", CollisionRule.Error), ("a, b", "sum(c)", CollisionRule.Last) }));
        Assert.That(grid.Planes.Select(p => (p.Y.IsUniform, p.Y.GetEdge(1))), Is.EqualTo(new[] { (false, 1), (true, 4.5) }));
    }

    [Test]
    public void A_configuration_may_have_a_grid_and_no_features()
    {
        FeatureSpecification specification = FeatureSpecification.FromConfiguration("""
            {"dataset": {"sources": []}, "grid": {"planes": [{"x": "a", "y": "b", "x_bins": [2, 0, 1], "y_bins": [2, 0, 1]}]}}
            """);

        Assert.That(specification.Columns, Is.Empty);
        Assert.That(specification.Grid!.Planes.Single().Channels, Is.EqualTo(new[] { GridChannel.Count }));
        Assert.That(() => FeatureSpecification.FromConfiguration("""{"dataset": {"sources": []}}"""),
            Throws.TypeOf<PipelineException>().With.Message.Contains("'features' is missing"));
    }

    [TestCase("\"planes\"", "\"plane\"", "grid.plane", "Nearest: planes")]
    [TestCase("\"wrap_y\"", "\"wrapy\"", "grid.planes[0].wrapy", "Nearest: wrap_y")]
    [TestCase("\"first\"", "\"frist\"", "grid.collision", "Nearest: first")]
    [TestCase("\"count\"", "\"coun\"", "grid.channels[0]", "Nearest: count")]
    [TestCase("sum(Jet_half)", "sum()", "grid.channels[1]", "count, sum(COLUMN) or max(COLUMN)")]
    [TestCase("sum(Jet_half)", "mean(Jet_half)", "grid.channels[1]", "count, sum(COLUMN) or max(COLUMN)")]
    [TestCase("sum(Jet_half)", "count", "grid.channels", "listed twice")]
    [TestCase("[\"count\", \"sum(Jet_half)\"]", "[]", "grid.channels", "At least one channel")]
    [TestCase("[40, -4, 4]", "[40.5, -4, 4]", "grid.planes[0].x_bins[0]", "whole number")]
    [TestCase("[40, -4, 4]", "[0, -4, 4]", "grid.planes[0].x_bins[0]", "whole number from 1")]
    [TestCase("[40, -4, 4]", "[40, 4, -4]", "grid.planes[0].x_bins", "from a lower to a higher")]
    [TestCase("[40, -4, 4]", "[40]", "grid.planes[0].x_bins", "Two edges at least")]
    [TestCase("[40, -4, 4]", "[]", "grid.planes[0].x_bins", "Two edges at least")]
    [TestCase("[40, -4, 4]", "40", "grid.planes[0].x_bins", "An array is expected")]
    [TestCase("[-3, 0, 1, 3]", "[-3, 1, 0, 3]", "grid.planes[0].y_bins", "0 does not follow 1")]
    [TestCase("\"x\": \"Jet_eta\", ", "", "grid.planes[0]", "'x' is missing")]
    [TestCase("\"x\": \"Jet_eta\"", "\"x\": \"\"", "grid.planes[0].x", "name is expected")]
    [TestCase("true", "1", "grid.planes[0].wrap_y", "true or false")]
    public void What_does_not_fit_is_an_error_that_says_where(string part, string replacement, string path, string message)
    {
        string json = Valid.Replace(part, replacement, StringComparison.Ordinal);

        Assert.That(json, Is.Not.EqualTo(Valid));
        Assert.That(() => FeatureSpecification.FromJson(json),
            Throws.TypeOf<PipelineException>().With.Property("Path").EqualTo(path).And.Message.Contains(message));
    }

    [TestCase("\"x\": \"Jet_eta\"", "\"x\": \"Jet_etta\"", "grid.planes[0].x", "No column 'Jet_etta'. Nearest: Jet_eta")]
    [TestCase("\"x\": \"Jet_eta\"", "\"x\": \"MET\"", "grid.planes[0].y", "'MET' is flat and 'Jet_phi' is counted by 'nJet'")]
    [TestCase("\"x\": \"Jet_eta\"", "\"x\": \"Mu_pt\"", "grid.planes[0].y", "all of one collection")]
    [TestCase("sum(Jet_half)", "sum(Mu_pt)", "grid.planes[0].channels[1]", "all of one collection")]
    [TestCase("sum(Jet_half)", "sum(Jet_hlaf)", "grid.planes[0].channels[1]", "Nearest: Jet_half")]
    [TestCase("\"x\": \"Jet_eta\"", "\"x\": \"name\"", "grid.planes[0].x", "not one number")]
    [TestCase("\"x\": \"Jet_eta\"", "\"x\": \"cov\"", "grid.planes[0].x", "not one number")]
    [TestCase("\"x\": \"Jet_eta\"", "\"x\": \"hits\"", "grid.planes[0].x", "not one number")]
    [TestCase("\"x\": \"Jet_eta\"", "\"x\": \"hep.label\"", "grid.planes[0].x", "learns from")]
    [TestCase("[40, -4, 4]", "[1000000, -4, 4]", "grid.planes", "6000000 cells an entry")]
    public void What_does_not_fit_the_columns_is_an_error_that_says_where(string part, string replacement, string path, string message)
    {
        using EntryBatch batch = Events();
        string json = Valid.Replace(part, replacement, StringComparison.Ordinal);

        Assert.That(json, Is.Not.EqualTo(Valid));
        Assert.That(async () => await Fit(json, batch),
            Throws.TypeOf<PipelineException>().With.Property("Path").EqualTo(path).And.Message.Contains(message));
    }

    [Test]
    public void Input_columns_are_those_of_grids_too()
    {
        using EntryBatch batch = Events();

        Schema inputs = FeatureSpecification.FromJson(Valid).GetInputColumns(batch.Schema);

        Assert.That(inputs.Select(c => c.Name), Is.EqualTo(new[] { "MET", "Jet_eta", "Jet_phi", "Jet_pt" }));
    }

    [Test]
    public async Task Statistics_know_nothing_of_grids_and_serve_with_other_bins_or_without()
    {
        using EntryBatch batch = Events();
        FeatureSpecification specification = FeatureSpecification.FromJson(Valid);
        FeatureStatistics statistics = FeatureStatistics.FromJson((await Collect(Valid, batch)).ToJson());
        string finer = Valid.Replace("[40, -4, 4]", "[80, -4, 4]", StringComparison.Ordinal);

        Assert.That(statistics.Columns.Select(c => c.Name), Is.EqualTo(new[] { "MET" }));
        Assert.That(statistics.Warnings, Is.Empty);
        Assert.That(FeaturePipeline.Create(specification with { Grid = null }, statistics).Grid, Is.Null);
        Assert.That(FeaturePipeline.Create(FeatureSpecification.FromJson(finer), statistics).Grid!.CellCount, Is.EqualTo(2 * 3 * 80));
        Assert.That(() => FeaturePipeline.Create(specification with { Where = "MET > 0" }, statistics),
            Throws.TypeOf<PipelineException>().With.Message.Contains("take them again"));
    }

    [Test]
    public async Task Statistics_that_were_taken_without_the_grid_are_told_to_lack_its_columns()
    {
        using EntryBatch batch = Events();
        FeatureStatistics statistics = await Collect("""{"features": {"columns": ["MET"]}}""", batch);

        Assert.That(() => FeaturePipeline.Create(FeatureSpecification.FromJson(Valid), statistics), Throws.TypeOf<PipelineException>()
            .With.Message.Contains("taken without this grid, take them again"));
    }

    [Test]
    public void A_channel_reads_back_from_its_text()
    {
        foreach (GridChannel channel in new[] { GridChannel.Count, GridChannel.Sum("Tracks/Tracks.fP[5]"), GridChannel.Maximum("a(b)") })
            Assert.That(GridChannel.Parse(channel.ToString()), Is.EqualTo(channel));
        Assert.That(() => new PhaseSpaceGrid(), Throws.ArgumentException);
    }

    private static EntryBatch Events() => Batch(
        Column.Create<float>("MET", 1), Jagged<float>("Jet_eta", "nJet", [1]), Jagged<float>("Jet_phi", "nJet", [1]),
        Jagged<float>("Jet_pt", "nJet", [9]), Jagged<float>("Mu_pt", "nMu", [1, 2]), Column.CreateText("name", "a"),
        Shaped<float>("cov", 1, [2], 1, 2), DoublyJagged<float>("hits", [[1]]), Column.Create<float>("hep.label", 1));
}
