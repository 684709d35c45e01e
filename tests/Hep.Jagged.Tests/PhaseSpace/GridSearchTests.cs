using static Hep.Jagged.Tests.Pipelines.TestColumns;

namespace Hep.Jagged.Tests.PhaseSpace;

public sealed class GridSearchTests
{
    private const string Square = """
        {"features": {"columns": []}, "grid": {"planes": [{"x": "x", "y": "y", "x_bins": [1, 0, 1], "y_bins": [1, 0, 1]}]}}
        """;

    [TestCase(0.7, 1)]
    [TestCase(0.34, 2)]
    [TestCase(0.33, 4)]
    [TestCase(0, 4)]
    public async Task The_fewest_cells_that_keep_collisions_within_the_bound_are_found(double bound, int bins)
    {
        // thirds: 1 bin takes all three, 2 and 3 bins keep two in one cell, 4 part them
        using EntryBatch batch = Batch(Jagged<double>("x", "n", [0.05, 0.3, 0.9]), Jagged<double>("y", "n", [0.1, 0.1, 0.1]));

        CoarsestPlane found = await FindAsync(Square, bound, batch);

        Assert.That((found.Plane.X.Count, found.Plane.Y.Count), Is.EqualTo((bins, bins)));
        Assert.That(found.Occupancy.CollisionFraction, Is.LessThanOrEqualTo(bound));
    }

    [Test]
    public async Task What_is_found_is_the_coarsest_of_all_by_trying_and_costs_the_emptiness_that_it_tells()
    {
        Random chance = new(5);
        double[][] xs =
            [.. Enumerable.Range(0, 40).Select(i => Enumerable.Range(0, i % 6).Select(_ => chance.NextDouble() * 1.1).ToArray())];
        double[][] ys = [.. xs.Select(e => e.Select(_ => chance.NextDouble()).ToArray())];
        using EntryBatch batch = Batch(Jagged<double>("x", "n", xs), Jagged<double>("y", "n", ys));
        const double bound = 0.05;

        CoarsestPlane found = await FindAsync(Square, bound, batch);

        int bins = 1;
        (GridOccupancy Occupancy, double Empty) tried;
        while ((tried = await TryAsync(bins, batch)).Occupancy.CollisionFraction > bound) bins++;
        Assert.That((found.Plane.X.Count, found.Plane.Y.Count), Is.EqualTo((bins, bins)));
        Assert.That(bins, Is.GreaterThan(2));
        Assert.That(found.Occupancy, Is.EqualTo(tried.Occupancy));
        Assert.That(found.EmptyFraction, Is.EqualTo(tried.Empty).Within(1e-12));
        Assert.That(found.EntryCount, Is.EqualTo(40));
    }

    [Test]
    public async Task Cuts_and_selections_come_first_and_the_proportion_of_bins_stays()
    {
        using EntryBatch batch = Batch(Column.Create<float>("MET", 1, 9), Jagged<double>("x", "n", [0.5, 0.5], [0.1, 0.1, 0.9]),
            Jagged<double>("y", "n", [0.5, 0.5], [0.1, 0.1, 0.1]), Jagged<double>("pt", "n", [9, 9], [1, 9, 9]));

        CoarsestPlane found = await FindAsync("""
            {"where": "MET > 5", "features": {"columns": ["MET"], "collections": {"n": {"where": "pt > 2"}}},
             "grid": {"planes": [{"x": "x", "y": "y", "x_bins": [40, 0, 1], "y_bins": [20, 0, 1], "wrap_x": true}]}}
            """, 0, batch);

        Assert.That((found.Plane.X.Count, found.Plane.Y.Count, found.Plane.X.Wraps), Is.EqualTo((2, 1, true)));
        Assert.That((found.EntryCount, found.Occupancy.Placed, found.EmptyFraction), Is.EqualTo((1, 2, 0.0)));
    }

    [Test]
    public void Objects_that_no_cells_part_are_an_error_that_says_what_is_left()
    {
        using EntryBatch batch = Batch(Jagged<double>("x", "n", [0.5, 0.5]), Jagged<double>("y", "n", [0.5, 0.5]));

        Assert.That(async () => await FindAsync(Square, 0.1, batch),
            Throws.TypeOf<PipelineException>().With.Message.Contains("100 × 100 cells leave 50.00"));
    }

    [Test]
    public async Task A_sample_ends_with_the_batch_that_fills_it()
    {
        using EntryBatch batch = Batch(Jagged<double>("x", "n", [0.5, 0.6]), Jagged<double>("y", "n", [0.5, 0.5]));
        BatchSource source = BatchSource.From(batch.Share(), batch.Share(), batch.Share());

        IReadOnlyList<CoarsestPlane> found = await GridSearch.FindCoarsestAsync(source, FeatureSpecification.FromJson(Square),
            new GridSearchOptions { CollisionBound = 1, MaximumObjects = 3 });

        Assert.That(found.Single().EntryCount, Is.EqualTo(2));
    }

    [Test]
    public void Edges_and_missing_grids_are_refused()
    {
        using EntryBatch batch = Batch(Jagged<double>("x", "n", [0.5]), Jagged<double>("y", "n", [0.5]));

        Assert.That(async () => await FindAsync(Square.Replace("[1, 0, 1]", "[0, 1]", StringComparison.Ordinal), 0, batch),
            Throws.TypeOf<PipelineException>().With.Property("Path").EqualTo("grid.planes[0]"));
        Assert.That(async () => await FindAsync("""{"features": {"columns": ["x"]}}""", 0, batch),
            Throws.TypeOf<PipelineException>().With.Property("Path").EqualTo("grid"));
    }

    private static async Task<CoarsestPlane> FindAsync(string json, double bound, EntryBatch batch) => (await GridSearch.FindCoarsestAsync(
        BatchSource.From(batch.Share()), FeatureSpecification.FromJson(json),
        new GridSearchOptions { CollisionBound = bound, MaximumCells = 10_000 })).Single();

    private static async Task<(GridOccupancy Occupancy, double Empty)> TryAsync(int bins, EntryBatch batch)
    {
        string json = Square.Replace("[1, 0, 1]", $"[{bins}, 0, 1]", StringComparison.Ordinal);
        using PaddedBatch padded = (await Fit(json, batch)).Apply(batch);
        return (padded.GridOccupancies.Single(), padded.Grid("grid").Count(0f) / (double)padded.Grid("grid").Length);
    }
}
