using static Hep.Jagged.Tests.Pipelines.TestColumns;

namespace Hep.Jagged.Tests.PhaseSpace;

/// <summary>What the cells of grids hold.</summary>
public sealed class GridRuleTests
{
    // Four cells: x from 0 to 2 to the right, y from 0 to 2 up.
    private const string Plane = "\"x\": \"Jet_x\", \"y\": \"Jet_y\", \"x_bins\": [2, 0, 2], \"y_bins\": [2, 0, 2]";

    [Test]
    public async Task Objects_lie_in_the_cell_of_their_coordinates_row_by_row_of_y()
    {
        using EntryBatch batch = Jets([0.5, 1.5, 1.9], [0.5, 1.5, 0], [1, 2, 4]);

        using PaddedBatch padded = (await Fit(Grid("""["count", "sum(Jet_pt)"]"""), batch)).Apply(batch);

        Assert.That(padded.Grids.Single().Channels, Is.EqualTo(new[] { "Jet_x, Jet_y: count", "Jet_x, Jet_y: sum(Jet_pt)" }));
        Assert.That(padded.Grid("grid").ToArray(), Is.EqualTo(new float[] { 1, 1, 0, 1, 1, 4, 0, 2 }));
        Assert.That(padded.GridMemory("grid").ToArray(), Is.EqualTo(padded.Grid("grid").ToArray()));
        Assert.That(padded.GridTensor("grid").Lengths.ToArray(), Is.EqualTo(new nint[] { 1, 2, 2, 2 }));
        Assert.That(padded.GridTensor("grid")[0, 1, 0, 1], Is.EqualTo(4));
    }

    [TestCase("sum", 3, 7, 4)]
    [TestCase("max", 1, 4, 4)]
    [TestCase("first", 1, 2, 2)]
    [TestCase("last", 1, 1, 1)]
    public async Task Each_rule_settles_what_objects_of_one_cell_show(string rule, float count, float sum, float most)
    {
        using EntryBatch batch = Jets([0.5, 0.6, 0.7], [0.5, 0.6, 0.7], [2, 4, 1]);

        using PaddedBatch padded =
            (await Fit(Grid("""["count", "sum(Jet_pt)", "max(Jet_pt)"]""", rule), batch)).Apply(batch);

        Assert.That(padded.Grid("grid").ToArray(), Is.EqualTo(new[] { count, 0, 0, 0, sum, 0, 0, 0, most, 0, 0, 0 }));
        Assert.That(padded.GridOccupancies.Single(), Is.EqualTo(new GridOccupancy("Jet_x, Jet_y", 3, 2, 0)));
        Assert.That(padded.GridOccupancies.Single().CollisionFraction, Is.EqualTo(2.0 / 3));
    }

    [Test]
    public async Task The_greatest_of_negative_values_is_negative()
    {
        using EntryBatch batch = Jets([0.5, 0.6], [0.5, 0.6], [-2, -4]);

        using PaddedBatch padded = (await Fit(Grid("""["max(Jet_pt)"]"""), batch)).Apply(batch);

        Assert.That(padded.Grid("grid").ToArray(), Is.EqualTo(new float[] { -2, 0, 0, 0 }));
    }

    [Test]
    public async Task A_value_that_is_no_number_adds_nothing_but_its_object_counts()
    {
        using EntryBatch batch = Jets([0.5, 0.5, 1.5], [0.5, 0.5, 0.5], [double.NaN, 3, double.PositiveInfinity]);

        using PaddedBatch padded = (await Fit(Grid("""["count", "sum(Jet_pt)", "max(Jet_pt)"]"""), batch)).Apply(batch);

        Assert.That(padded.Grid("grid").ToArray(), Is.EqualTo(new float[] { 2, 1, 0, 0, 3, 0, 0, 0, 3, 0, 0, 0 }));
    }

    [Test]
    public async Task The_first_object_of_a_cell_shows_itself_even_without_a_value()
    {
        using EntryBatch batch = Jets([0.5, 0.5], [0.5, 0.5], [double.NaN, 3]);

        using PaddedBatch padded = (await Fit(Grid("""["count", "sum(Jet_pt)"]""", "first"), batch)).Apply(batch);

        Assert.That(padded.Grid("grid").ToArray(), Is.EqualTo(new float[] { 1, 0, 0, 0, 0, 0, 0, 0 }));
    }

    [Test]
    public async Task A_collision_can_be_an_error_that_names_the_entry()
    {
        using EntryBatch batch = Batch(Jagged<double>("Jet_x", "nJet", [0.5], [0.5, 0.6]),
            Jagged<double>("Jet_y", "nJet", [0.5], [0.5, 0.6]), Jagged<double>("Jet_pt", "nJet", [1], [1, 2]));
        FeaturePipeline pipeline = await Fit(Grid("""["count"]""", "error"), batch);

        Assert.That(() => pipeline.Apply(batch), Throws.TypeOf<PipelineException>()
            .With.Message.Contains("in entry 1").And.Property("Path").EqualTo("grid.planes[0].collision"));
        Assert.That(() => pipeline.ApplySparse(batch), Throws.TypeOf<PipelineException>());
    }

    [Test]
    public async Task What_lies_outside_is_dropped_and_counted()
    {
        using EntryBatch batch = Jets([-0.1, 0, 2, double.NaN, 1], [1, 0, 1, 1, 2], [1, 1, 1, 1, 1]);

        using PaddedBatch padded = (await Fit(Grid("""["count"]"""), batch)).Apply(batch);

        Assert.That(padded.Grid("grid").ToArray(), Is.EqualTo(new float[] { 1, 0, 0, 0 }));
        Assert.That(padded.GridOccupancies.Single(), Is.EqualTo(new GridOccupancy("Jet_x, Jet_y", 1, 0, 4)));
    }

    [Test]
    public async Task An_angle_wraps_and_its_neighbour_does_not()
    {
        using EntryBatch batch = Jets([0.5, 0.5, 2.5], [2.5, -0.5, 0.5], [1, 2, 4]);
        string json = Grid("""["sum(Jet_pt)"]""").Replace("\"y_bins\"", "\"wrap_y\": true, \"y_bins\"", StringComparison.Ordinal);

        using PaddedBatch padded = (await Fit(json, batch)).Apply(batch);

        Assert.That(padded.Grid("grid").ToArray(), Is.EqualTo(new float[] { 1, 0, 2, 0 }));
        Assert.That(padded.GridOccupancies.Single().Dropped, Is.EqualTo(1));
    }

    [Test]
    public async Task Cuts_selection_and_order_apply_and_truncation_and_scaling_do_not()
    {
        using EntryBatch batch = Batch(Column.Create<float>("MET", 1, 9),
            Jagged<double>("Jet_x", "nJet", [0.5], [0.5, 0.5, 0.5, 1.5]), Jagged<double>("Jet_y", "nJet", [0.5], [0.5, 0.5, 0.5, 0.5]),
            Jagged<double>("Jet_pt", "nJet", [7], [3, 5, 1, 4]));

        using PaddedBatch padded = (await Fit($$"""
            {"where": "MET > 5",
             "features": {"columns": ["Jet_pt"], "scaling": {"Jet_pt": "minmax"},
                          "collections": {"Jet": {"length": 1, "where": "Jet_pt > 2", "order_by": "-Jet_pt"} } },
             "grid": {"planes": [{ {{Plane}} }], "channels": ["sum(Jet_pt)"], "collision": "first"} }
            """, batch)).Apply(batch);

        Assert.That((padded.EntryCount, padded.CellCount), Is.EqualTo((1, 1)));
        Assert.That(padded.Grid("grid").ToArray(), Is.EqualTo(new float[] { 5, 4, 0, 0 }));
        Assert.That(padded.GridOccupancies.Single(), Is.EqualTo(new GridOccupancy("Jet_x, Jet_y", 3, 1, 0)));
    }

    [Test]
    public async Task Entries_that_fail_the_cut_keep_their_rows_where_all_are_applied()
    {
        using EntryBatch batch = Batch(Column.Create<float>("MET", 1, 9), Column.Create<float>("x", 0.5f, 1.5f));

        using PaddedBatch padded = (await Fit("""
            {"where": "MET > 5", "features": {"columns": []},
             "grid": {"planes": [{"x": "x", "y": "x", "x_bins": [2, 0, 2], "y_bins": [1, 0, 2]}]}}
            """, batch)).ApplyAll(batch);

        Assert.That(padded.Selected.ToArray(), Is.EqualTo(new[] { false, true }));
        Assert.That(padded.Grid("grid").ToArray(), Is.EqualTo(new float[] { 1, 0, 0, 1 }));
    }

    [Test]
    public async Task A_collection_that_only_a_grid_has_is_selected_too_and_has_no_cells()
    {
        using EntryBatch batch = Batch(Column.Create<float>("MET", 1), Jagged<double>("Mu_pt", "nMu", [4, 8]),
            Jagged<double>("Jet_x", "nJet", [0.5, 1.5]), Jagged<double>("Jet_y", "nJet", [0.5, 0.5]),
            Jagged<double>("Jet_pt", "nJet", [1, 5]));

        FeaturePipeline pipeline = await Fit($$"""
            {"define": {"Jet_half": "Jet_pt / 2"},
             "features": {"columns": ["MET", "Mu_pt"], "collections": {"Jet": {"where": "Jet_pt > 2"} } },
             "grid": {"planes": [{ {{Plane}} }], "channels": ["sum(Jet_half)"]} }
            """, batch);
        using PaddedBatch padded = pipeline.Apply(batch);
        using EntryBatch inverted = pipeline.Invert(padded);

        Assert.That(padded.Cells, Is.EqualTo(new[] { "MET", "Mu_pt[0]", "Mu_pt[1]" }));
        Assert.That(pipeline.Collections.Select(c => c.Name), Is.EqualTo(new[] { "Mu" }));
        Assert.That(padded.Grid("grid").ToArray(), Is.EqualTo(new[] { 0, 2.5f, 0, 0 }));
        Assert.That(inverted.Schema.Select(c => c.Name), Is.EqualTo(new[] { "MET", "Mu_pt" }));
    }

    [Test]
    public async Task Flat_columns_are_one_point_an_entry()
    {
        using EntryBatch batch = Batch(
            Column.Create<float>("x", 0.5f, 1.5f, 5), Column.Create<int>("y", 1, 0, 0), Column.Create<float>("w", 3, 4, 5));

        using PaddedBatch padded = (await Fit("""
            {"grid": {"planes": [{"x": "x", "y": "y", "x_bins": [2, 0, 2], "y_bins": [2, 0, 2]}], "channels": ["sum(w)"]}}
            """, batch)).Apply(batch);

        Assert.That(padded.CellCount, Is.Zero);
        Assert.That(padded.Grid("grid").ToArray(), Is.EqualTo(new float[] { 0, 0, 3, 0, 0, 4, 0, 0, 0, 0, 0, 0 }));
        Assert.That(padded.GridOccupancies.Single(), Is.EqualTo(new GridOccupancy("x, y", 2, 0, 1)));
    }

    [Test]
    public async Task Planes_of_one_shape_stand_behind_each_other_and_unlike_ones_in_arrays_of_their_own()
    {
        using EntryBatch batch = Jets([0.5, 1.5], [0.5, 0.5], [1, 2]);

        using PaddedBatch padded = (await Fit("""
            {"grid": {"planes": [
               {"x": "Jet_x", "y": "Jet_y", "x_bins": [2, 0, 2], "y_bins": [1, 0, 2]},
               {"x": "Jet_x", "y": "Jet_y", "x_bins": [3, 0, 3], "y_bins": [1, 0, 1], "channels": ["max(Jet_pt)"]},
               {"x": "Jet_pt", "y": "Jet_y", "x_bins": [0, 2, 2.5, 3], "y_bins": [1, 0, 2]},
               {"x": "Jet_pt", "y": "Jet_x", "x_bins": [[0, 2, 4]], "y_bins": [0, 1], "channels": ["sum(Jet_x)"]}],
              "channels": ["count", "sum(Jet_pt)"]}}
            """, batch)).Apply(batch);

        Assert.That(padded.Grids.Select(g => (g.Name, g.Channels.Length, g.YCount, g.XCount)),
            Is.EqualTo(new[] { ("grid_0", 3, 1, 2), ("grid_1", 3, 1, 3) }));
        Assert.That(padded.Grid("grid_0").ToArray(), Is.EqualTo(new[] { 1, 1, 1, 2, 0.5f, 0 }));
        Assert.That(padded.Grid("grid_1").ToArray(), Is.EqualTo(new float[] { 1, 2, 0, 1, 1, 0, 1, 2, 0 }));
        Assert.That(padded.GridOccupancies.Select(o => (o.Plane, o.Placed, o.Dropped)), Is.EqualTo(new[]
            { ("Jet_x, Jet_y", 2L, 0L), ("Jet_x, Jet_y", 2L, 0L), ("Jet_pt, Jet_y", 2L, 0L), ("Jet_pt, Jet_x", 1L, 1L) }));
        Assert.That(() => padded.Grid("grid_2"), Throws.TypeOf<PipelineException>().With.Message.Contains("Nearest: grid_"));
    }

    [Test]
    public async Task Empty_lists_and_no_entries_at_all_make_empty_grids()
    {
        using EntryBatch batch = Jets([], [], []), none = batch.Slice(0, 0);
        FeaturePipeline pipeline = await Fit(Grid("""["count"]"""), batch);

        using PaddedBatch empty = pipeline.Apply(batch), nothing = pipeline.Apply(none);

        Assert.That(empty.Grid("grid").ToArray(), Is.EqualTo(new float[4]));
        Assert.That(nothing.Grid("grid").Length, Is.Zero);
        Assert.That(nothing.GridTensor("grid").Lengths.ToArray(), Is.EqualTo(new nint[] { 0, 1, 2, 2 }));
        using SparseGrid sparse = pipeline.ApplySparse(none).Single();
        Assert.That((sparse.EntryCount, sparse.Values.Length), Is.EqualTo((0, 0)));
    }

    [Test]
    public async Task A_pipeline_without_a_grid_has_none()
    {
        using EntryBatch batch = Jets([1], [1], [1]);
        FeaturePipeline pipeline = await Fit("""{"features": {"columns": ["Jet_pt"]}}""", batch);

        using PaddedBatch padded = pipeline.Apply(batch);

        Assert.That((pipeline.Grid, padded.Grids.Count, padded.GridOccupancies.Count), Is.EqualTo(((PhaseSpaceGrid?)null, 0, 0)));
        Assert.That(() => padded.Grid("grid"), Throws.TypeOf<PipelineException>().With.Message.Contains("makes no grids"));
        Assert.That(() => pipeline.ApplySparse(batch), Throws.TypeOf<PipelineException>().With.Message.Contains("makes no grids"));
    }

    [Test]
    public async Task Batches_of_other_grids_are_not_joined()
    {
        using EntryBatch batch = Jets([1], [1], [1]);
        string shifted = Grid("""["count"]""").Replace("\"x_bins\": [2, 0, 2]", "\"x_bins\": [2, 0, 4]", StringComparison.Ordinal);
        using PaddedBatch one = (await Fit(Grid("""["count"]"""), batch)).Apply(batch), other = (await Fit(shifted, batch)).Apply(batch);

        Assert.That(() => PaddedBatch.Concat(one, other),
            Throws.TypeOf<PipelineException>().With.Message.Contains("different cells, grids"));
    }

    [Test]
    public async Task One_matrix_of_an_entry_is_drawn_with_its_axes_and_its_empty_cells_blank()
    {
        using EntryBatch batch = Batch(Jagged<double>("Jet_x", "nJet", [], [0.5, 1.5]), Jagged<double>("Jet_y", "nJet", [], [0.5, 1.5]),
            Jagged<double>("Jet_pt", "nJet", [], [-3, 5]));
        using PaddedBatch padded = (await Fit(Grid("""["count", "max(Jet_pt)"]"""), batch)).Apply(batch);
        GridLayout layout = padded.Grids[0];

        HeatMap picture = layout.Draw(padded.Grid("grid"), entry: 1, channel: 1);

        Assert.That((picture.XLabel, picture.YLabel, picture.ZLabel, picture.AddsUp), Is.EqualTo(("Jet_x", "Jet_y", "max(Jet_pt)", false)));
        double[] edges = [0, 1, 2];
        HeatMap byHand = new(edges, edges, [-3, double.NaN, double.NaN, 5]) { XLabel = "Jet_x", YLabel = "Jet_y", ZLabel = "max(Jet_pt)" };
        Assert.That(picture.ToSvg(), Is.EqualTo(byHand.ToSvg()).And.StartsWith("<svg"));
        Assert.That(() => layout.Draw(padded.Grid("grid"), 2, 0), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => layout.Draw(padded.Grid("grid"), 0, 2), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => layout.Draw(padded.Grid("grid")[1..], 0, 0), Throws.ArgumentException);
    }

    private static string Grid(string channels, string collision = "sum") =>
        $$"""{"grid": {"planes": [{ {{Plane}} }], "channels": {{channels}}, "collision": "{{collision}}"} }""";

    private static EntryBatch Jets(double[] xs, double[] ys, double[] pts) => Batch(
        Jagged<double>("Jet_x", "nJet", xs), Jagged<double>("Jet_y", "nJet", ys), Jagged<double>("Jet_pt", "nJet", pts));
}
