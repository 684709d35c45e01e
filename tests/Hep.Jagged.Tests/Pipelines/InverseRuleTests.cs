using static Hep.Jagged.Tests.Pipelines.TestColumns;

namespace Hep.Jagged.Tests.Pipelines;

/// <summary>From cells back to events: what an autoencoder gave, what a mask tells, what was not given.</summary>
public sealed class InverseRuleTests
{
    [TestCase("none")]
    [TestCase("minmax")]
    [TestCase("standard")]
    [TestCase("robust")]
    [TestCase("log")]
    public async Task Events_become_cells_and_events_again_whatever_the_scaling(string scaling)
    {
        using EntryBatch batch = Batch(Column.Create("MET", 31.5f, 12.25f, 250f, 3f),
            Jagged<float>("Jet_pt", "nJet", [50, 40, 30], [], [float.NaN, 25], [81]),
            Jagged<ushort>("Jet_n", "nJet", [9, 7, 5], [], [4, 2], [300]),
            DoublyJagged<double>("hits", [[1.5, 2.5], []], [], [[7]], [[1, 2, 3, 4]]), Column.Create("trigger", true, false, false, true),
            Shaped<float>("cov", 4, [2], 1, 2, 3, 4, 5, 6, 7, 8));
        FeaturePipeline pipeline = await Fit($$"""
            {"features": {"columns": ["*"], "scaling": {"*": "{{scaling}}"},
                          "collections": {"Jet": {"length": 2}, "hits": {"length": [2, 3]} } } }
            """, batch);
        using PaddedBatch cells = pipeline.Apply(batch);

        using EntryBatch events = pipeline.Invert(cells), decoded = pipeline.Invert(cells, cells.Features);

        foreach (EntryBatch given in new[] { events, decoded })
        {
            Assert.That(given.Schema.Select(c => c.ToString()), Is.EqualTo(batch.Schema.Select(c => c.ToString())));
            Assert.That(given.Get<float>("MET").Values.ToArray(), Is.EqualTo(new[] { 31.5f, 12.25f, 250f, 3f }).Within(1e-4f));
            Assert.That(given["Jet_pt"].Offsets(0).ToArray(), Is.EqualTo(new[] { 0, 2, 2, 4, 5 }));
            Assert.That(given.Get<float>("Jet_pt").Values.ToArray(), Is.EqualTo(new[] { 50, 40, float.NaN, 25, 81 }).Within(1e-4f));
            Assert.That(given.Get<ushort>("Jet_n").Values.ToArray(), Is.EqualTo(new ushort[] { 9, 7, 4, 2, 300 }));
            Assert.That(given["hits"].Offsets(0).ToArray(), Is.EqualTo(new[] { 0, 2, 2, 3, 4 }));
            Assert.That(given["hits"].Offsets(1).ToArray(), Is.EqualTo(new[] { 0, 2, 2, 3, 6 }));
            Assert.That(given.Get<double>("hits").Values.ToArray(), Is.EqualTo(new[] { 1.5, 2.5, 7, 1, 2, 3 }).Within(1e-5));
            Assert.That(given.Get<bool>("trigger").Values.ToArray(), Is.EqualTo(new[] { true, false, false, true }));
            Assert.That(given.Get<float>("cov").Values.ToArray(), Is.EqualTo(new[] { 1f, 2, 3, 4, 5, 6, 7, 8 }).Within(1e-4f));
        }
    }

    [Test]
    public async Task A_category_is_the_one_with_the_largest_share_or_none_where_that_is_missing_from_1()
    {
        using EntryBatch batch = Batch(Column.Create<int>("f", 0, 4, 5, 99));
        FeaturePipeline pipeline = await Fit("""{"features": {"columns": ["f"], "categorical": {"f": [0, 4, 5]}}}""", batch);
        using PaddedBatch cells = pipeline.Apply(batch);

        using EntryBatch decoded = pipeline.Invert(cells, [0.45f, 0.3f, 0.2f, 0.02f, 0.01f, 1.1f, 0.1f, 0.25f, 0.05f, float.NaN, 0.9f, 0]);

        Assert.That(decoded.Get<double>("f").Values.ToArray(), Is.EqualTo(new[] { 0, 5, double.NaN, double.NaN }));
    }

    [Test]
    public async Task An_index_is_the_nearest_one()
    {
        using EntryBatch batch = Batch(Column.Create<int>("f", 10, 20, 30, 99, 10));
        FeaturePipeline pipeline = await Fit(
            """{"features": {"columns": ["f"], "categorical": {"f": [10, 20, 30]}, "encode": "index"}}""", batch);
        using PaddedBatch cells = pipeline.Apply(batch);

        using EntryBatch decoded = pipeline.Invert(cells, [0.97f, -0.4f, 2.4f, -0.8f, 7]);

        Assert.That(decoded.Get<double>("f").Values.ToArray(), Is.EqualTo(new[] { 20, 10, 30, double.NaN, double.NaN }));
    }

    [Test]
    public async Task A_column_of_no_categories_is_NaN()
    {
        using EntryBatch batch = Batch(Column.Create<float>("x", 1, 2), Column.Create("f", float.NaN, float.NaN));
        const string Json = """{"features": {"columns": ["x", "f"], "categorical": {"f": "auto"}}}""";
        FeaturePipeline pipeline = FeaturePipeline.Create(FeatureSpecification.FromJson(Json), await Collect(Json, batch));
        using PaddedBatch cells = pipeline.Apply(batch);

        using EntryBatch events = pipeline.Invert(cells);

        Assert.That(events.Get<double>("f").Values.ToArray(), Is.All.NaN);
    }

    [Test]
    public async Task Numbers_that_scaling_never_makes_are_taken_for_the_nearest_that_it_does()
    {
        using EntryBatch batch = Batch(Column.Create<double>("clipped", 0, 10, 20), Column.Create<double>("log", 0, 10, 20),
            Column.Create<double>("constant", 7, 7, 7), Column.Create("bool", true, false, true), Column.Create<byte>("byte", 0, 100, 200));
        FeaturePipeline pipeline = await Fit("""
            {"features": {"columns": ["*"], "scaling": {"*": "minmax", "log": "log"}, "clip": {"clipped": [5, 15]}}}
            """, batch);
        using PaddedBatch cells = pipeline.Apply(batch);

        using EntryBatch decoded = pipeline.Invert(cells,
            [-1, -10, 0.5f, -0.6f, -3, 0.5f, 0, 0.25f, 0.4f, 0.5f, 2, 0, float.NaN, float.NaN, float.NaN]);

        Assert.That(decoded.Get<double>("clipped").Values.ToArray(), Is.EqualTo(new[] { 5.0, 10, 15 }));
        Assert.That(decoded.Get<double>("log").Values[0], Is.Zero);
        Assert.That(decoded.Get<double>("constant").Values.ToArray(), Is.EqualTo(new[] { 7, 7, double.NaN }));
        Assert.That(decoded.Get<bool>("bool").Values.ToArray(), Is.EqualTo(new[] { false, false, false }));
        Assert.That(decoded.Get<byte>("byte").Values.ToArray(), Is.EqualTo(new byte[] { 0, 100, 0 }));
    }

    [Test]
    public async Task Entries_that_fail_the_cut_are_not_given_back()
    {
        Column<int> pairs = new(new ColumnSchema("pairs", ElementType.Int32, Dimension.Fixed(2), Dimension.Variable), 2,
            SharedMemory<int>.Copy([1, 2, 3, 4]), SharedMemory<int>.Copy([0, 1, 1, 3, 4]));
        using EntryBatch batch = Batch(Column.Create<float>("MET", 1, 9), Jagged<float>("Jet_pt", "nJet", [50, 40], [30]),
            DoublyJagged<float>("hits", [[1], [2, 3]], [[4]]), pairs);
        FeaturePipeline pipeline = await Fit("""{"where": "MET > 5", "features": {"columns": ["*"]}}""", batch);
        using PaddedBatch cells = pipeline.ApplyAll(batch);
        float[] given = cells.Features.ToArray();
        given.AsSpan(0, cells.CellCount).Fill(float.NaN);      // as predictions have it

        using EntryBatch decoded = pipeline.Invert(cells, given);

        Assert.That(decoded.Get<float>("MET").Values.ToArray(), Is.EqualTo(new[] { float.NaN, 9 }));
        Assert.That(decoded["Jet_pt"].Offsets(0).ToArray(), Is.EqualTo(new[] { 0, 0, 1 }));
        Assert.That(decoded.Get<float>("Jet_pt").Values.ToArray(), Is.EqualTo(new[] { 30f }));
        Assert.That(decoded["hits"].Offsets(0).ToArray(), Is.EqualTo(new[] { 0, 0, 1 }));
        Assert.That(decoded["pairs"].Offsets(0).ToArray(), Is.EqualTo(new[] { 0, 0, 0, 2, 3 }));
    }

    [Test]
    public async Task Lists_end_with_their_last_usable_value_where_only_the_mask_tells_them()
    {
        Column<int> pairs = new(new ColumnSchema("pairs", ElementType.Int32, Dimension.Fixed(2), Dimension.Variable), 2,
            SharedMemory<int>.Copy([1, 2, 3, 4]), SharedMemory<int>.Copy([0, 1, 1, 3, 4]));
        using EntryBatch batch = Batch(Jagged<float>("Jet_pt", "nJet", [50, float.NaN], []), Jagged<float>("Jet_eta", "nJet", [1, 2], []),
            Jagged<float>("Mu_pt", "nMu", [float.NaN, 4, float.NaN], [5]), DoublyJagged<float>("hits", [[1], [2, 3]], [[4]]), pairs);
        FeaturePipeline pipeline = await Fit(
            """{"features": {"columns": ["*"], "collections": {"Jet": {"pad_mode": "wrap"}}}}""", batch);
        using PaddedBatch applied = pipeline.Apply(batch);

        using PaddedBatch cells = pipeline.FromCells(applied.Features, applied.Mask);

        Assert.That(cells.Lengths("Jet").ToArray(), Is.EqualTo(new[] { 2, 0 }));
        Assert.That(cells.Lengths("Mu").ToArray(), Is.EqualTo(new[] { 2, 1 }));
        Assert.That(cells.Lengths("pairs").ToArray(), Is.EqualTo(applied.Lengths("pairs").ToArray()));
        Assert.That(cells.Lengths("hits").ToArray(), Is.EqualTo(new[] { 2, 1 }));
        Assert.That(cells.InnerLengths("hits").ToArray(), Is.EqualTo(new[] { 1, 2, 1, 0 }));
        Assert.That((cells.Selected.ToArray(), cells.Weights.ToArray()), Is.EqualTo((new[] { true, true }, new[] { 1f, 1 })));
        using EntryBatch events = pipeline.Invert(cells);
        Assert.That(events.Get<float>("Jet_pt").Values.ToArray(), Is.EqualTo(new[] { 50, float.NaN }));
        Assert.That(events.Get<int>("pairs").Values.ToArray(), Is.EqualTo(new[] { 1, 2, 3, 4 }));
        Assert.That(() => pipeline.FromCells(applied.Features[1..], applied.Mask[1..]), Throws.ArgumentException);
        Assert.That(() => pipeline.FromCells(applied.Features, applied.Mask[1..]), Throws.ArgumentException);
    }

    [Test]
    public async Task Grids_are_refused()
    {
        using EntryBatch batch = Batch(Column.Create<float>("x", 0.5f, 1.5f));
        FeaturePipeline pipeline = await Fit(
            """{"grid": {"planes": [{"x": "x", "y": "x", "x_bins": [2, 0, 2], "y_bins": [2, 0, 2]}]}}""", batch);
        using PaddedBatch grids = pipeline.Apply(batch);

        Assert.That(() => pipeline.Invert(grids),
            Throws.TypeOf<PipelineException>().With.Message.StartsWith("The pipeline makes grids alone, whose bins are sums over objects"));
        Assert.That(() => pipeline.FromCells([], []), Throws.TypeOf<PipelineException>());
    }
}
