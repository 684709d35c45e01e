using static Hep.Jagged.Tests.Pipelines.TestColumns;

namespace Hep.Jagged.Tests.Pipelines;

/// <summary>Which columns become cells, in which order, under which names.</summary>
public sealed class ColumnRuleTests
{
    [Test]
    public async Task Cells_stand_in_the_order_of_the_columns_and_lists_take_their_longest_length()
    {
        using EntryBatch batch = Batch(Column.Create<float>("MET_pt", 10, 20, 30), Jagged<float>("Jet_pt", "nJet", [3, 1], [], [4, 6, 5]));

        using PaddedBatch padded = (await Fit("""{"features": {"columns": ["MET_pt", "Jet_pt"]}}""", batch)).Apply(batch);

        Assert.That(padded.Cells, Is.EqualTo(new[] { "MET_pt", "Jet_pt[0]", "Jet_pt[1]", "Jet_pt[2]" }));
        Assert.That(padded.Features.ToArray(), Is.EqualTo(new float[] { 10, 3, 1, 0, 20, 0, 0, 0, 30, 4, 6, 5 }));
        Assert.That(padded.Mask.ToArray(),
            Is.EqualTo(new[] { true, true, true, false, true, false, false, false, true, true, true, true }));
        Assert.That(padded.Lengths("Jet").ToArray(), Is.EqualTo(new[] { 2, 0, 3 }));
    }

    [Test]
    public async Task Matches_of_a_glob_stand_in_stored_order_and_defined_columns_after_stored_ones()
    {
        FeaturePipeline pipeline = await Fit(
            """{"define": {"m_sum": "m_b + m_a"}, "features": {"columns": ["m_*"]}}""", Flat("m_b", "x", "m_a"));

        Assert.That(pipeline.Cells, Is.EqualTo(new[] { "m_b", "m_a", "m_sum" }));
    }

    [Test]
    public async Task A_column_named_twice_stands_once_at_its_first_place()
    {
        FeaturePipeline pipeline = await Fit("""{"features": {"columns": ["b", "*", "a", "b"]}}""", Flat("a", "b", "c"));

        Assert.That(pipeline.Cells, Is.EqualTo(new[] { "b", "a", "c" }));
    }

    [Test]
    public async Task A_question_mark_stands_for_one_character_and_everything_else_is_literal()
    {
        FeaturePipeline pipeline = await Fit("""{"features": {"columns": ["e?.x[0]"]}}""", Flat("e1.x[0]", "e12.x[0]", "e1.x0"));

        Assert.That(pipeline.Cells, Is.EqualTo(new[] { "e1.x[0]" }));
    }

    [Test]
    public async Task A_name_in_backquotes_is_taken_as_it_stands()
    {
        FeaturePipeline pipeline = await Fit("""{"features": {"columns": ["`Tracks/Tracks.f*`"], "scaling": """
            + """{"`Tracks/Tracks.f*`": "minmax"}}}""", Flat("Tracks/Tracks.f*", "Tracks/Tracks.fP"));

        Assert.That(pipeline.Cells, Is.EqualTo(new[] { "Tracks/Tracks.f*" }));
    }

    [Test]
    public async Task Text_that_a_glob_meets_is_left_out_with_a_warning()
    {
        using EntryBatch batch = Batch(Column.Create<int>("a", 1), Column.CreateText("aText", "x"));

        FeatureStatistics statistics = await Collect("""{"features": {"columns": ["a*"]}}""", batch);

        Assert.That(statistics.Columns.Select(c => c.Name), Is.EqualTo(new[] { "a" }));
        Assert.That(statistics.Warnings, Has.One.Contains("'aText' holds text"));
        Assert.That(statistics.InputSchema.Select(c => c.Name), Is.EqualTo(new[] { "a" }));
    }

    [Test]
    public void Text_that_is_named_is_an_error()
    {
        using EntryBatch batch = Batch(Column.CreateText("aText", "x"));

        Assert.That(async () => await Collect("""{"features": {"columns": ["aText"]}}""", batch),
            Throws.TypeOf<PipelineException>().With.Property("Path").EqualTo("features.columns[0]"));
    }

    [Test]
    public async Task A_fixed_shape_has_a_cell_for_each_element_with_the_last_index_fastest()
    {
        using EntryBatch batch = Batch(Shaped<float>("PV_cov", 2, [2, 3], 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12));

        using PaddedBatch padded = (await Fit("""{"features": {"columns": ["PV_cov"]}}""", batch)).Apply(batch);

        Assert.That(padded.Cells,
            Is.EqualTo(new[] { "PV_cov[0][0]", "PV_cov[0][1]", "PV_cov[0][2]", "PV_cov[1][0]", "PV_cov[1][1]", "PV_cov[1][2]" }));
        Assert.That(padded.Features.ToArray(), Is.EqualTo(Enumerable.Range(1, 12)));
    }

    [Test]
    public async Task Lists_of_fixed_shapes_take_a_cell_for_each_element_of_each_object()
    {
        Column<int> column = new(new ColumnSchema("c", ElementType.Int32, Dimension.Variable, Dimension.Fixed(2)), 2,
            SharedMemory<int>.Copy([1, 2, 3, 4, 5, 6]), SharedMemory<int>.Copy([0, 1, 3]));
        using EntryBatch batch = Batch(column);

        using PaddedBatch padded = (await Fit("""{"features": {"columns": ["c"]}}""", batch)).Apply(batch);

        Assert.That(padded.Cells, Is.EqualTo(new[] { "c[0][0]", "c[0][1]", "c[1][0]", "c[1][1]" }));
        Assert.That(padded.Features.ToArray(), Is.EqualTo(new float[] { 1, 2, 0, 0, 3, 4, 5, 6 }));
    }

    [Test]
    public async Task A_doubly_jagged_column_takes_outer_times_inner_cells()
    {
        using EntryBatch batch = Batch(DoublyJagged<float>("x", [[1, 2, 3], [4]], [], [[], [5, 6], [7]]));

        FeaturePipeline pipeline = await Fit("""{"features": {"columns": ["x"], "collections": {"x": {"length": [2, 2]}}}}""", batch);
        using PaddedBatch padded = pipeline.Apply(batch);

        Assert.That(padded.Cells, Is.EqualTo(new[] { "x[0][0]", "x[0][1]", "x[1][0]", "x[1][1]" }));
        Assert.That(padded.Features.ToArray(), Is.EqualTo(new float[] { 1, 2, 4, 0, 0, 0, 0, 0, 0, 0, 5, 6 }));
        Assert.That(padded.Lengths("x").ToArray(), Is.EqualTo(new[] { 2, 0, 3 }));
        Assert.That(padded.InnerLengths("x").ToArray(), Is.EqualTo(new[] { 3, 1, 0, 0, 0, 2 }));
        Assert.That(padded.Truncations, Is.EqualTo(new[] { new Truncation("x", 1, 1), new Truncation("x", 1, 1) }));
    }

    [Test]
    public async Task Other_numbers_in_the_cells_come_back_with_the_mask_and_lengths_of_theirs()
    {
        using EntryBatch batch = Batch(Column.CreateJagged("pt", [[1f, float.NaN], [], [5f]]), Column.Create("met", 10f, 20f, 30f));
        FeaturePipeline pipeline = await Fit("""{"features": {"columns": ["pt", "met"], "scaling": {"*": "standard"}}}""", batch);
        using PaddedBatch padded = pipeline.Apply(batch);

        using EntryBatch decoded = pipeline.Invert(padded, new float[padded.Features.Length]);

        Assert.That(decoded.GetAs<float>("pt").Values.ToArray(), Is.EqualTo((float[])[3, float.NaN, 3]).Within(1e-6));
        Assert.That(decoded.GetAs<float>("met").Values.ToArray(), Is.EqualTo((float[])[20, 20, 20]).Within(1e-5));
        Assert.That(() => pipeline.Invert(padded, new float[4]), Throws.ArgumentException.With.Message.Contains("4 are given"));
    }

    [Test]
    public async Task Lists_below_a_fixed_shape_keep_their_fixed_number_of_lists()
    {
        Column<int> column = new(new ColumnSchema("c", ElementType.Int32, Dimension.Fixed(2), Dimension.Variable), 2,
            SharedMemory<int>.Copy([1, 2, 3, 4]), SharedMemory<int>.Copy([0, 1, 1, 3, 4]));
        using EntryBatch batch = Batch(column, Column.Create<int>("n", 1, 2));

        FeaturePipeline pipeline = await Fit("""{"where": "n > 1", "features": {"columns": ["c"]}}""", batch);
        using PaddedBatch padded = pipeline.Apply(batch);

        Assert.That(padded.Cells, Is.EqualTo(new[] { "c[0][0]", "c[0][1]", "c[1][0]", "c[1][1]" }));
        Assert.That(padded.Features.ToArray(), Is.EqualTo(new float[] { 2, 3, 4, 0 }));
        using EntryBatch inverted = pipeline.Invert(padded);
        Assert.That(inverted["c"].Offsets(0).ToArray(), Is.EqualTo(new[] { 0, 2, 3 }));
    }

    [Test]
    public async Task Bools_are_0_and_1_and_scale_like_others()
    {
        using EntryBatch batch = Batch(Column.Create("b", true, false, false, true));

        using PaddedBatch padded = (await Fit("""{"features": {"columns": ["b"], "scaling": {"*": "standard"}}}""", batch)).Apply(batch);

        Assert.That(padded.Features.ToArray(), Is.EqualTo(new float[] { 1, -1, -1, 1 }));
    }

    [Test]
    public void A_missing_column_is_an_error_with_near_names() =>
        Assert.That(async () => await Fit("""{"features": {"columns": ["MET_tp"]}}""", Flat("MET_pt", "x")),
            Throws.TypeOf<PipelineException>().With.Message.Contains("Nearest: MET_pt"));

    [Test]
    public void A_glob_that_matches_nothing_is_an_error() =>
        Assert.That(async () => await Fit("""{"features": {"columns": ["Jet_*"]}}""", Flat("MET_pt")),
            Throws.TypeOf<PipelineException>().With.Message.Contains("no column matches 'Jet_*'"));

    [Test]
    public async Task Labels_and_weights_are_no_features()
    {
        using EntryBatch batch = Batch(Column.Create<float>("x", 1, 2), Column.Create<float>("hep.label", 0, 1),
            Column.Create<float>("hep.weight", 2, 3));

        using PaddedBatch padded = (await Fit("""{"features": {"columns": ["*"]}}""", batch)).Apply(batch);

        Assert.That(padded.Cells, Is.EqualTo(new[] { "x" }));
        Assert.That((padded.TargetCount, padded.Labels.ToArray(), padded.Weights.ToArray()),
            Is.EqualTo((1, new float[] { 0, 1 }, new float[] { 2, 3 })));
        Assert.That(async () => await Fit("""{"features": {"columns": ["hep.label"]}}""", batch), Throws.TypeOf<PipelineException>());
    }

    private static EntryBatch Flat(params string[] names) => Batch([.. names.Select((n, i) => Column.Create<float>(n, i, i + 1))]);
}
