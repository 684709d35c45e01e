using CsCheck;
using static Hep.Jagged.Tests.Pipelines.TestColumns;

namespace Hep.Jagged.Tests.PhaseSpace;

/// <summary>Grids against the rules in plain loops, over random events and planes.</summary>
public sealed class GridLawTests
{
    // Halves and whole edges: nothing is rounded, so that plain loops tell the cell.
    private static readonly Gen<double> Value = Gen.Frequency((9, Gen.Int[-14, 14].Select(i => i * 0.5)), (1, Gen.Const(double.NaN)));

    private static readonly Gen<NaivePlane> Plane =
        from bins in Gen.Select(Gen.Int[1, 4], Gen.Int[1, 3])
        from wraps in Gen.Select(Gen.Bool, Gen.Bool)
        from explicitEdges in Gen.Bool
        from channels in OneOf<string[]>(["count"], ["sum(Jet_pt)"], ["max(Jet_pt)", "count"], ["count", "sum(Jet_pt)", "max(Jet_pt)"])
        from rule in OneOf("sum", "max", "first", "last")
        select new NaivePlane(bins.Item1, bins.Item2, wraps.Item1, wraps.Item2, explicitEdges, channels, rule);

    private static readonly Gen<double[][][]> Events =
        Gen.Select(Value, Value, Value, (x, y, pt) => new[] { x, y, pt }).Array[0, 8].Array[0, 6];

    [Test]
    public void Dense_and_sparse_grids_are_those_of_the_rules_in_plain_loops() =>
        Gen.Select(Events, Plane.Array[1, 3]).Sample((events, planes) =>
        {
            using EntryBatch batch = BatchOf(events);
            string json = JsonOf(planes);

            FeaturePipeline pipeline = Fit(json, batch).GetAwaiter().GetResult();
            using PaddedBatch padded = pipeline.Apply(batch);
            IReadOnlyList<SparseGrid> sparse = pipeline.ApplySparse(batch);

            List<(float[] Values, GridOccupancy Occupancy)> expected = [.. planes.Select(p => p.Fill(events))];
            Assert.That(padded.GridOccupancies, Is.EqualTo(expected.Select(e => e.Occupancy)), json);
            int[][] alike = [.. Enumerable.Range(0, planes.Length).GroupBy(i => (planes[i].Nx, planes[i].Ny)).Select(g => g.ToArray())];
            for (int a = 0; a < alike.Length; a++)
            {
                float[] joined = [.. Enumerable.Range(0, events.Length).SelectMany(row =>
                    alike[a].SelectMany(i => expected[i].Values[(row * planes[i].Width)..((row + 1) * planes[i].Width)]))];
                Assert.That(padded.Grid(alike.Length == 1 ? "grid" : $"grid_{a}").ToArray(), Is.EqualTo(joined), json);
                AssertSame(sparse[a], joined);
                Assert.That(sparse[a].Occupancies, Is.EqualTo(alike[a].Select(i => expected[i].Occupancy)));
                sparse[a].Dispose();
            }
        }, iter: 2000);

    [Test]
    public void Rows_that_are_taken_and_joined_are_those_of_the_entries() =>
        Gen.Select(Events.Where(e => e.Length > 0), Plane.Array[1, 2], Gen.Int[0, 1000]).Sample((events, planes, chance) =>
        {
            int[] rows = [chance % events.Length, (chance / 7) % events.Length];
            using EntryBatch batch = BatchOf(events), chosen = batch.Take(rows);
            FeaturePipeline pipeline = Fit(JsonOf(planes), batch).GetAwaiter().GetResult();
            using PaddedBatch padded = pipeline.Apply(batch), expected = pipeline.Apply(chosen);

            using PaddedBatch taken = padded.Take(rows), joined = PaddedBatch.Concat(padded, taken, padded);

            Assert.That(taken.GridOccupancies, Is.Empty);
            Assert.That(joined.GridOccupancies, Is.EqualTo(padded.GridOccupancies.Select(o =>
                new GridOccupancy(o.Plane, 2 * o.Placed, 2 * o.Collisions, 2 * o.Dropped))));
            foreach (GridLayout grid in padded.Grids)
            {
                float[] whole = padded.Grid(grid.Name).ToArray(), some = expected.Grid(grid.Name).ToArray();
                Assert.That(taken.Grid(grid.Name).ToArray(), Is.EqualTo(some));
                Assert.That(joined.Grid(grid.Name).ToArray(), Is.EqualTo(whole.Concat(some).Concat(whole)));
            }
        }, iter: 300);

    [Test]
    public void Documents_read_back_equal() =>
        Plane.Array[1, 3].Sample(planes =>
        {
            using EntryBatch batch = BatchOf([[[1, 1, 1]]]);
            FeatureSpecification specification = FeatureSpecification.FromJson(JsonOf(planes));
            FeaturePipeline pipeline = FeaturePipeline.Create(specification, Collect(JsonOf(planes), batch).GetAwaiter().GetResult());

            Assert.That(FeatureSpecification.FromJson(specification.ToJson()).Grid, Is.EqualTo(specification.Grid));
            Assert.That(FeatureSpecification.FromJson(specification.ToJson()).ToJson(), Is.EqualTo(specification.ToJson()));
            Assert.That(FeaturePipeline.FromJson(pipeline.ToJson()).Grid, Is.EqualTo(specification.Grid));
            Assert.That(FeaturePipeline.FromJson(pipeline.ToJson()).ToJson(), Is.EqualTo(pipeline.ToJson()));
        }, iter: 300);

    private static void AssertSame(SparseGrid sparse, float[] dense)
    {
        GridLayout layout = sparse.Layout;
        float[] filled = new float[dense.Length];
        int before = -1;
        for (int i = 0; i < sparse.Values.Length; i++)
        {
            int matrix = sparse.Entries[i] * layout.Channels.Length + sparse.Channels[i];
            int at = (matrix * layout.YCount + sparse.Ys[i]) * layout.XCount + sparse.Xs[i];
            Assert.That(at, Is.GreaterThan(before), "places ascend, each once");
            Assert.That(sparse.Values[i], Is.Not.Zero);
            filled[before = at] = sparse.Values[i];
        }
        Assert.That(filled, Is.EqualTo(dense));
    }

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static string JsonOf(NaivePlane[] planes) =>
        $$"""{"grid": {"planes": [{{string.Join(", ", planes.Select(p => p.ToJson()))}}] } }""";

    private static EntryBatch BatchOf(double[][][] events) => Batch([.. new[] { "Jet_x", "Jet_y", "Jet_pt" }.Select((name, i) =>
        Jagged<double>(name, "nJet", [.. events.Select(e => e.Select(o => o[i]).ToArray())]))]);
}
