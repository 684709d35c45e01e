using CsCheck;
using static Hep.Jagged.Tests.Pipelines.TestColumns;

namespace Hep.Jagged.Tests.Statistics;

/// <summary>Pass 1.</summary>
public sealed class FeatureStatisticsTests
{
    [Test]
    public async Task Figures_are_of_the_finite_values_of_kept_objects_in_kept_entries()
    {
        using EntryBatch batch = Batch(Column.Create<int>("keep", 1, 1, 0),
            Jagged<float>("x", "nJet", [1, 3, -7], [float.NaN, 8, float.PositiveInfinity], [1000]));

        FeatureStatistics statistics = await Collect(
            """{"where": "keep", "features": {"columns": ["x"], "collections": {"Jet": {"length": 1, "where": "!(x < 0)"}}}}""", batch);

        ColumnStatistics x = statistics.Columns.Single();
        Assert.That((x.Count, x.NanCount, x.InfinityCount, x.Minimum, x.Maximum, x.Mean, x.Median), Is.EqualTo((3, 1, 1, 1, 8, 4, 3)));
        Assert.That(x.Variance, Is.EqualTo(26.0 / 3).Within(1e-15));
        Assert.That((statistics.EntriesSeen, statistics.EntriesKept), Is.EqualTo((3, 2)));
        Assert.That(statistics.Collections.Single().Lengths.Counts, Is.EqualTo(new Dictionary<int, long> { [2] = 1, [3] = 1 }));
    }

    [Test]
    public async Task Progress_tells_the_entries_read()
    {
        using EntryBatch batch = Batch(Column.Create<int>("x", 1, 2, 3));
        List<long> told = [];

        await FeatureStatistics.CollectAsync(BatchSource.From(batch.Share(), batch.Share()),
            FeatureSpecification.FromJson("""{"features": {"columns": ["x"]}}"""), progress: new Told(told));

        Assert.That(told, Is.EqualTo(new long[] { 3, 6 }));
    }

    [Test]
    public void Cancellation_ends_the_pass()
    {
        using EntryBatch batch = Batch(Column.Create<int>("x", 1, 2, 3));

        Assert.That(async () => await FeatureStatistics.CollectAsync(BatchSource.From(batch.Share()),
            FeatureSpecification.FromJson("""{"features": {"columns": ["x"]}}"""),
            cancellationToken: new CancellationToken(canceled: true)),
            Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task Threads_do_not_change_a_figure([Values(2, 3, 8)] int threads)
    {
        Random random = new(threads);
        EntryBatch[] batches = [.. Enumerable.Range(0, 5).Select(i => Batch(
            [.. Enumerable.Range(0, 7).Select(c => Column.Create<float>($"x{c}", [.. Floats(random, 300 + i)]))]))];
        FeatureSpecification specification = FeatureSpecification.FromJson("""{"where": "x1 > -1", "features": {"columns": ["*"]}}""");

        FeatureStatistics alone = await FeatureStatistics.CollectAsync(
            BatchSource.From([.. batches.Select(b => b.Share())]), specification);
        FeatureStatistics together = await FeatureStatistics.CollectAsync(BatchSource.From(batches), specification, threads);

        Assert.That(together.ToJson(), Is.EqualTo(alone.ToJson()));

        static IEnumerable<float> Floats(Random random, int count) =>
            Enumerable.Range(0, count).Select(_ => random.Next(20) == 0 ? float.NaN : (float)(random.NextDouble() * 4 - 2));
    }

    [Test]
    public void Of_columns_that_fail_on_several_threads_the_first_is_told()
    {
        EntryBatch batch = Batch([.. Enumerable.Range(0, 9).Select(c => Column.Create($"x{c}", [.. Enumerable.Range(0, 20_000)]))]);
        FeatureSpecification specification = FeatureSpecification.FromJson(
            """{"features": {"columns": ["*"], "categorical": {"*": "auto"}}}""");

        Assert.That(() => FeatureStatistics.CollectAsync(BatchSource.From(batch), specification, threads: 4),
            Throws.TypeOf<PipelineException>().With.Message.Contains("'x0'"));
    }

    [Test]
    public async Task A_fingerprint_is_of_entries_in_any_order_and_of_what_is_made_of_them()
    {
        using EntryBatch batch = Batch(Column.Create<int>("x", 1, 2, 3), Column.Create<int>("y", 4, 5, 6));
        using EntryBatch first = batch.Slice(0, 2), last = batch.Slice(2, 1);
        const string x = """{"features": {"columns": ["x"]}}""";

        FeatureStatistics whole = await Collect(x, batch), turned = await Collect(x, last, first), part = await Collect(x, first);

        Assert.That(whole.Fingerprint, Does.Match("^[0-9a-f]{32}$").And.EqualTo(turned.Fingerprint));
        Assert.That(part.Merge(await Collect(x, last)).Fingerprint, Is.EqualTo(whole.Fingerprint));
        Assert.That(FeatureStatistics.FromJson(whole.ToJson()).Fingerprint, Is.EqualTo(whole.Fingerprint));
        Assert.That(part.Fingerprint, Is.Not.EqualTo(whole.Fingerprint));
        Assert.That((await Collect("""{"features": {"columns": ["y"]}}""", batch)).Fingerprint, Is.Not.EqualTo(whole.Fingerprint));
        Assert.That((await Collect("""{"where": "x > 0", "features": {"columns": ["x"]}}""", batch)).Fingerprint,
            Is.Not.EqualTo(whole.Fingerprint));
    }

    [Test]
    public async Task A_large_offset_does_not_show_in_the_variance()
    {
        using EntryBatch one = Batch(Column.Create<double>("x", 1e9 + 4, 1e9 + 7)),
            other = Batch(Column.Create<double>("x", 1e9 + 13, 1e9 + 16));

        FeatureStatistics statistics = await Collect("""{"features": {"columns": ["x"]}}""", one, other);

        Assert.That(statistics.Columns[0].Variance, Is.EqualTo(22.5).Within(1e-9));
    }

    [Test]
    public async Task Numbers_of_a_document_read_back_exactly_and_nan_is_null()
    {
        using EntryBatch batch = Batch(Column.Create<double>("x", 0.1, 0.2, 1e-300),
            Column.Create<float>("none", float.NaN, float.NaN, float.NaN));
        FeatureStatistics statistics = await Collect("""{"features": {"columns": ["*"]}}""", batch);

        string json = statistics.ToJson();
        FeatureStatistics read = FeatureStatistics.FromJson(json);

        Assert.That(read.Columns[0].Mean, Is.EqualTo(statistics.Columns[0].Mean));
        Assert.That(json, Does.Contain("\"min\": null"));
        Assert.That(read.Columns[1].Minimum, Is.NaN);
    }

    [Test]
    public async Task Quantiles_of_a_document_stand_until_something_is_added()
    {
        using EntryBatch batch = Batch(Column.Create<double>("x", 1, 2, 3));
        FeatureStatistics statistics = await Collect("""{"features": {"columns": ["x"]}}""", batch);

        FeatureStatistics merged = FeatureStatistics.FromJson(statistics.ToJson()).Merge(statistics);

        Assert.That((merged.Columns[0].Count, merged.Columns[0].Mean, merged.Columns[0].Median), Is.EqualTo((6, 2, double.NaN)));
        Assert.That(() => FeaturePipeline.Create(
            FeatureSpecification.FromJson("""{"features": {"columns": ["x"], "scaling": {"x": "robust"}}}"""), merged),
            Throws.TypeOf<PipelineException>().With.Message.Contains("in one pass"));
    }

    [Test]
    public async Task Statistics_of_different_cuts_do_not_merge()
    {
        using EntryBatch batch = Batch(Column.Create<double>("x", 1, 2, 3));
        FeatureStatistics one = await Collect("""{"features": {"columns": ["x"]}}""", batch),
            other = await Collect("""{"where": "x > 1", "features": {"columns": ["x"]}}""", batch);

        Assert.That(() => one.Merge(other), Throws.TypeOf<PipelineException>());
    }

    [TestCase("\"count\": 3", "\"count\": -3")]
    [TestCase("\"lengths\": {", "\"lengths\": {\"-4\": 1,")]
    [TestCase("hep.statistics/1", "hep.pipeline/1")]
    [TestCase("\"mean\"", "\"men\"")]
    public async Task A_document_that_does_not_fit_is_refused(string part, string replacement)
    {
        using EntryBatch batch = Batch(Jagged<double>("x", "nJet", [1, 2, 3]));
        string json = (await Collect("""{"features": {"columns": ["x"]}}""", batch)).ToJson();

        Assert.That(() => FeatureStatistics.FromJson(json.Replace(part, replacement, StringComparison.Ordinal)),
            Throws.TypeOf<PipelineException>());
    }

    [Test]
    public void Merging_is_associative() =>
        Gen.Int[-5, 5].Select(i => (double)i).Array[0, 9].Array[3].Sample(parts =>
        {
            FeatureStatistics[] each = [.. parts.Select(CollectValues)];

            FeatureStatistics left = each[0].Merge(each[1]).Merge(each[2]), right = each[0].Merge(each[1].Merge(each[2]));

            Assert.That(left.Columns[0].Mean, Is.EqualTo(right.Columns[0].Mean).Within(1e-14));
            Assert.That(left.Columns[0].Categories, Is.EqualTo(right.Columns[0].Categories));
            Assert.That((left.Columns[0].Median, left.EntriesSeen), Is.EqualTo((right.Columns[0].Median, right.EntriesSeen)));
        }, iter: 300);

    private static FeatureStatistics CollectValues(double[] values)
    {
        using EntryBatch batch = Batch(Column.Create("x", values));
        return Collect("""{"features": {"columns": ["x"], "categorical": {"x": "auto"}}}""", batch).GetAwaiter().GetResult();
    }

    private sealed class Told(List<long> told) : IProgress<long>
    {
        public void Report(long value) => told.Add(value);
    }
}
