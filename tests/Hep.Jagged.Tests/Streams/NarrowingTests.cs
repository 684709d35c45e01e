namespace Hep.Jagged.Tests;

public sealed class NarrowingTests
{
    private static IEnumerable<TestCaseData> Chains()
    {
        yield return Chain("a definition that is asked for reads its columns",
            s => s.Define("d", "a + b").SelectColumns("d", "c"), "d c", "a b c");
        yield return Chain("a definition that is not asked for is not computed", s => s.Define("d", "a + b").SelectColumns("c"), "c", "c");
        yield return Chain("a definition may replace its own column", s => s.Define("a", "a + b").SelectColumns("a"), "a", "a b");
        yield return Chain("a column that a definition replaces is not read",
            s => s.Define("a", "2 * b").SelectColumns("c", "a"), "c a", "b c");
        yield return Chain("definitions build on each other",
            s => s.Define("d", "a").Define("e", "d + b").Define("f", "c").SelectColumns("e"), "e", "a b");
        yield return Chain("a cut reads its columns", s => s.Filter("c < 1").SelectColumns("a"), "a", "a c");
        yield return Chain("a cut sees what is defined before it", s => s.Define("d", "b").Filter("d < 40").SelectColumns("a"), "a", "a b");
        yield return Chain("a division reads the columns that decide",
            s => s.SplitEntries(new EntrySplit { Validation = 0.4, By = ["b"] }).Training.SelectColumns("a"), "a", "a b");
        yield return Chain("what looks at no values reads none",
            s => s.Rebatch(2).ShuffleEntries(4, seed: 3).Prefetch().SelectColumns("x", "a"), "x a", "a x");
        yield return Chain("what bounds bytes reads none either",
            s => s.RebatchBytes(100).PrefetchBytes(1000).SelectColumns("x", "a"), "x a", "a x");
        yield return Chain("a predicate selects", s => s.Filter("c < 1").SelectColumns(c => c.Depth == 1), "x y", "c x y");
        yield return Chain("a selection narrows another", s => s.SelectColumns("a", "b", "c").SelectColumns("b"), "b", "b");
        yield return Chain("a selection passes through all of them",
            s => s.Define("d", "sum(x)").Filter("b >= 0").Rebatch(4).Prefetch().SelectColumns("*")
                .Define("e", "d * c").SelectColumns("y", "e"), "y e", "b c x y");

        static TestCaseData Chain(string rule, Func<IBatchSource, IBatchSource> chain, string columns, string read) =>
            new TestCaseData(chain, columns.Split(' '), read.Split(' ')).SetArgDisplayNames(rule);
    }

    [TestCaseSource(nameof(Chains))]
    public async Task A_selection_reaches_the_source_before_the_operators(
        Func<IBatchSource, IBatchSource> chain, string[] columns, string[] read)
    {
        WideSource source = new();
        IBatchSource narrowed = chain(source);

        List<string> seen = await ReadAsync(narrowed.ReadAsync());

        Assert.That(narrowed.Schema.Select(c => c.Name), Is.EqualTo(columns));
        Assert.That(source.Readings.Single(), Is.EqualTo(read));
        Assert.That(seen, Is.EqualTo(await ReadAsync(chain(new WithoutNarrowing(new WideSource())).ReadAsync())));
    }

    [Test]
    public async Task Interleaved_sources_are_all_narrowed()
    {
        WideSource one = new(), other = new();
        IBatchSource both = one.Interleave(other).SelectColumns("c", "a");

        List<string> seen = await ReadAsync(both.ReadAsync());

        Assert.That(seen, Has.Count.EqualTo(12));
        Assert.That(one.Readings.Single(), Is.EqualTo(other.Readings.Single()).And.EqualTo(new[] { "c", "a" }));
    }

    [Test]
    public async Task Statistics_read_what_features_definitions_cuts_and_selections_need()
    {
        WideSource source = new();
        FeatureSpecification specification = FeatureSpecification.FromJson("""
            { "define": { "d": "a * 2", "unneeded": "unused" }, "where": "c < 1",
                "features": { "columns": ["d", "x"], "collections": { "x": { "order_by": "-x" } }, "scaling": { "b": "minmax" } } }
            """);

        FeatureStatistics statistics = await FeatureStatistics.CollectAsync(source, specification);

        Assert.That(source.Readings.Single(), Is.EqualTo(new[] { "a", "c", "x" }));
        Assert.That(statistics.Warnings,
            Is.EqualTo(new[] { "features.scaling.b: 'b' is no column of the features; the option has no effect." }));
        Assert.That(statistics.Columns[0].Maximum, Is.EqualTo(8));
    }

    [Test]
    public async Task Statistics_tell_of_text_that_a_glob_met_and_leave_it_unread()
    {
        WideSource source = new();

        FeatureStatistics statistics = await FeatureStatistics.CollectAsync(source, new FeatureSpecification { Columns = ["*"] });

        Assert.That(statistics.Warnings.Single(), Does.StartWith("features.columns[0]: 'text' holds text"));
        Assert.That(source.Readings.Single(), Does.Not.Contain("text"));
    }

    [Test]
    public async Task Vectorising_reads_what_the_pipeline_needs_and_the_label()
    {
        FeatureSpecification specification = new() { Columns = ["a", "x"], Where = "c < 1" };
        FeaturePipeline pipeline = FeaturePipeline
            .Create(specification, await FeatureStatistics.CollectAsync(new WideSource(), specification));
        WideSource source = new();
        List<float> labels = [];

        await foreach (PaddedBatch batch in source.Define(DatasetColumns.Label, "b").Define("more", "unused").Vectorize(pipeline))
            using (batch) labels.AddRange(batch.Labels.ToArray());

        Assert.That(source.Readings.Single(), Is.EqualTo(new[] { "a", "b", "c", "x" }));
        Assert.That(labels, Is.EqualTo(new float[] { 0, 20, 40 }));
    }

    /// <summary>One text an entry: its number, then name and values of each column.</summary>
    private static async Task<List<string>> ReadAsync(IAsyncEnumerable<EntryBatch> stream)
    {
        List<string> entries = [];
        await foreach (EntryBatch batch in stream)
            using (batch)
                for (int i = 0; i < batch.EntryCount; i++)
                    entries.Add($"{batch.Identities.Entries[i]}: {string.Join(' ', batch.Columns.Select(c => Describe(c, i)))}");
        return entries;
    }

    private static string Describe(Column column, int entry) =>
        $"{column.Name}={string.Join(',', ((Column<double>)column)[entry].ToArray())}";

    /// <summary>A source that always reads all its columns.</summary>
    private sealed class WithoutNarrowing(IBatchSource source) : IBatchSource
    {
        public Schema Schema => source.Schema;

        public long? EntryCount => source.EntryCount;

        public IAsyncEnumerable<EntryBatch> ReadAsync(int epoch = 0, CancellationToken cancellationToken = default) =>
            source.ReadAsync(epoch, cancellationToken);
    }
}
