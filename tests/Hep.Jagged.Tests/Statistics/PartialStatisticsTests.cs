using CsCheck;
using static Hep.Jagged.Tests.Pipelines.TestColumns;

namespace Hep.Jagged.Tests.Statistics;

/// <summary>Statistics of parts of a dataset: their documents, and what comes of them together.</summary>
public sealed class PartialStatisticsTests
{
    private const string Everything = """
        {
          "where": "keep > 0",
          "features": {
            "columns": ["x", "i", "none", "Jet_pt", "deep"],
            "collections": {"Jet": {"where": "Jet_pt < 90"}},
            "scaling": {"x": "robust", "Jet_pt": "log"}, "categorical": {"i": "auto"}
          }
        }
        """;

    private static readonly byte[] Key = [.. Enumerable.Range(0, PartialDocument.KeyBytes).Select(i => (byte)i)];

    [Test]
    public void A_document_reads_back_to_the_bit() =>
        Gen.Select(Gen.Int[0, 1000], Gen.Int[0, 40]).Sample((seed, entries) =>
        {
            using EntryBatch batch = Entries(new Random(seed), entries);
            StatisticsPlan plan = Plan(Everything, batch);
            byte[] document = PartialDocument.Write(Part(plan, batch), Key);

            PartialStatistics read = PartialDocument.Read(document, Key, plan.Recipe);

            return PartialDocument.Write(read, Key).SequenceEqual(document)
                && Merged(plan, read).ToJson() == Merged(plan, Part(plan, batch)).ToJson();
        }, iter: 300);

    [Test]
    public void One_part_has_the_figures_of_the_whole() =>
        Gen.Select(Gen.Int[0, 1000], Gen.Int[0, 200]).Sample((seed, entries) =>
        {
            using EntryBatch batch = Entries(new Random(seed), entries);
            StatisticsPlan plan = Plan(Everything, batch);

            FeatureStatistics direct = Collect(Everything, batch).GetAwaiter().GetResult(), merged = Merged(plan, Part(plan, batch));

            return merged.ToJson() == direct.ToJson();
        }, iter: 300);

    [Test]
    public void Parts_together_are_the_whole_exactly_but_for_the_last_bits_of_moments() =>
        Gen.Select(Gen.Int[0, 1000], Gen.Int[0, 60].Array[1, 20]).Sample((seed, sizes) =>
        {
            Random random = new(seed);
            EntryBatch[] batches = [.. sizes.Select(n => Entries(random, n))];
            StatisticsPlan plan = Plan(Everything, batches[0]);

            FeatureStatistics direct = Collect(Everything, batches).GetAwaiter().GetResult(),
                merged = Merged(plan, [.. batches.Select(b => Part(plan, b))]);

            RequireSame(merged, direct);
            foreach (EntryBatch batch in batches) batch.Dispose();
        }, iter: 200);

    [Test]
    public void Batches_of_any_size_make_the_same_document()
    {
        using EntryBatch batch = Entries(new Random(1), 20_000);
        StatisticsPlan plan = Plan(Everything, batch);
        StatisticsCollector cut = new(plan, threads: 3);

        for (int start = 0, size = 1; start < batch.EntryCount; start += size, size = size * 2 % 4999)
        {
            size = Math.Min(size, batch.EntryCount - start);
            using EntryBatch slice = batch.Slice(start, size);
            cut.Add(slice);
        }

        Assert.That(PartialDocument.Write(cut.FinishPart(), Key), Is.EqualTo(PartialDocument.Write(Part(plan, batch), Key)));
    }

    [Test]
    public void Documents_are_small_however_many_values_there_are()
    {
        using EntryBatch batch = Batch(Column.Create<float>("x", [.. Enumerable.Range(0, 300_000).Select(i => i * 0.37f)]),
            Column.Create<float>("y", [.. Enumerable.Range(0, 300_000).Select(i => (i * 7919 % 9_999) * 0.37f)]));
        StatisticsPlan plan = Plan("""{"features": {"columns": ["x", "y"]}}""", batch);

        byte[] document = PartialDocument.Write(Part(plan, batch), Key);

        Assert.That(document, Has.Length.LessThan(2000 * 6 + 10_000 * 5 + 500));
    }

    [Test]
    public async Task Statistics_from_parts_merge_with_others()
    {
        using EntryBatch one = Batch(Column.Create<double>("x", 1, 2, 9)), other = Batch(Column.Create<double>("x", 4, 5));
        const string specification = """{"features": {"columns": ["x"]}}""";
        StatisticsPlan plan = Plan(specification, one);

        FeatureStatistics merged = Merged(plan, Part(plan, one)).Merge(await Collect(specification, other));

        Assert.That((merged.Columns[0].Count, merged.Columns[0].Median), Is.EqualTo((5, 4)));
    }

    [Test]
    public void Categories_that_are_too_many_together_are_refused_as_in_one_pass()
    {
        const string specification = """{"features": {"columns": ["x"], "categorical": {"x": "auto"}}}""";
        using EntryBatch low = Batch(Column.Create<int>("x", [.. Enumerable.Range(0, 4000)])),
            high = Batch(Column.Create<int>("x", [.. Enumerable.Range(4000, 4000)]));
        StatisticsPlan plan = Plan(specification, low);

        Assert.That(() => Merged(plan, Part(plan, low), Part(plan, high)),
            Throws.TypeOf<PipelineException>().With.Message.Contains("'x'").And.Message.Contains("4096"));
    }

    [Test]
    public void Every_truncation_and_every_changed_byte_is_told()
    {
        using EntryBatch batch = Entries(new Random(3), 30);
        StatisticsPlan plan = Plan(Everything, batch);
        byte[] document = PartialDocument.Write(Part(plan, batch), Key);

        for (int length = 0; length < document.Length; length++)
            Assert.That(() => PartialDocument.Read(document.AsSpan(0, length), Key, plan.Recipe), Throws.TypeOf<PipelineException>());
        for (int at = 0; at < document.Length; at++)
        {
            byte[] changed = [.. document];
            changed[at] ^= 0x41;
            Assert.That(() => PartialDocument.Read(changed, Key, plan.Recipe), Throws.TypeOf<PipelineException>());
        }
    }

    [Test]
    public void A_payload_that_lies_is_refused_whatever_it_claims()
    {
        using EntryBatch batch = Entries(new Random(3), 30);
        StatisticsPlan plan = Plan(Everything, batch);
        byte[] payload = PartialDocument.Write(Part(plan, batch), Key)[PartialDocument.HeaderBytes..];
        Random random = new(4);

        for (int i = 0; i < 3000; i++)
        {
            byte[] changed = [.. payload];
            for (int n = random.Next(1, 4); n > 0; n--) changed[random.Next(changed.Length)] = (byte)random.Next(256);
            try
            {
                _ = Merged(plan, new PartialReader(changed).Read(plan.Recipe));
            }
            catch (PipelineException)
            {
                // as it should
            }
        }
    }

    [Test]
    public void Every_truncation_of_a_payload_is_told()
    {
        using EntryBatch batch = Entries(new Random(3), 30);
        StatisticsPlan plan = Plan(Everything, batch);
        byte[] payload = PartialDocument.Write(Part(plan, batch), Key)[PartialDocument.HeaderBytes..];

        for (int length = 0; length < payload.Length; length++)
            Assert.That(() => new PartialReader(payload.AsSpan(0, length)).Read(plan.Recipe), Throws.TypeOf<PipelineException>());
    }

    [Test]
    public void Quantiles_of_another_number_of_values_than_was_counted_are_refused()
    {
        const int CountOfTheFirstColumn = 3 * sizeof(long) + sizeof(int);
        using EntryBatch batch = Entries(new Random(3), 30);
        StatisticsPlan plan = Plan(Everything, batch);
        byte[] payload = PartialDocument.Write(Part(plan, batch), Key)[PartialDocument.HeaderBytes..];

        payload[CountOfTheFirstColumn]++;

        Assert.That(() => new PartialReader(payload).Read(plan.Recipe),
            Throws.TypeOf<PipelineException>().With.Message.Contains("another number of values"));
    }

    [Test]
    public void Another_key_or_version_is_not_damage_but_something_else()
    {
        using EntryBatch batch = Entries(new Random(3), 30);
        byte[] document = PartialDocument.Write(Part(Plan(Everything, batch), batch), Key), newer = [.. document];
        newer[8]++;
        byte[] otherKey = [.. Key.Reverse()];

        Assert.That(PartialDocument.HasKey(document, document.Length, Key));
        Assert.That(PartialDocument.HasKey(document, document.Length, otherKey), Is.False);
        Assert.That(PartialDocument.HasKey(newer, newer.Length, Key), Is.False);
    }

    [TestCase("""{"where": "x > 1", "features": {"columns": ["x"]}}""")]
    [TestCase("""{"features": {"columns": ["x", "i"]}}""")]
    [TestCase("""{"features": {"columns": ["x"], "scaling": {"x": "log"}}}""")]
    [TestCase("""{"features": {"columns": ["Jet_pt"], "collections": {"Jet": {"where": "Jet_pt > 20"}}}}""")]
    [TestCase("""{"features": {"columns": ["Jet_pt"], "collections": {"Jet": {"order_by": "Jet_pt"}}}}""")]
    [TestCase("""{"define": {"y": "x + 1"}, "features": {"columns": ["y"]}}""")]
    [TestCase("""{"define": {"y": "x + 2"}, "features": {"columns": ["y"]}}""")]
    public void A_plan_of_other_statistics_describes_itself_otherwise(string specification)
    {
        using EntryBatch batch = Entries(new Random(3), 3);
        string[] others = ["""{"features": {"columns": ["x"]}}""", """{"features": {"columns": ["Jet_pt"]}}""",
            """{"define": {"y": "x + 3"}, "features": {"columns": ["y"]}}"""];

        Assert.That(others.Select(o => Plan(o, batch).Describe()), Has.None.EqualTo(Plan(specification, batch).Describe()));
    }

    [Test]
    public void What_changes_no_figure_does_not_change_what_a_plan_says()
    {
        using EntryBatch batch = Entries(new Random(3), 3);
        string plain = Plan("""{"features": {"columns": ["x"]}}""", batch).Describe(),
            clipped = Plan("""{"features": {"columns": ["x"], "clip": {"x": [0, 1]}, "padding": -1}}""", batch).Describe();

        Assert.That(clipped, Is.EqualTo(plain));
    }

    private static StatisticsPlan Plan(string specification, EntryBatch batch) =>
        new(FeatureSpecification.FromJson(specification), batch.Schema);

    private static PartialStatistics Part(StatisticsPlan plan, EntryBatch batch)
    {
        StatisticsCollector collector = new(plan, threads: 1);
        collector.Add(batch);
        return collector.FinishPart();
    }

    private static FeatureStatistics Merged(StatisticsPlan plan, params PartialStatistics[] parts)
    {
        StatisticsMerge merge = new(plan);
        foreach (PartialStatistics part in parts) merge.Add(part);
        return merge.Finish();
    }

    private static void RequireSame(FeatureStatistics merged, FeatureStatistics direct)
    {
        Assert.That((merged.EntriesSeen, merged.EntriesKept, merged.Fingerprint),
            Is.EqualTo((direct.EntriesSeen, direct.EntriesKept, direct.Fingerprint)));
        Assert.That(merged.Collections, Is.EqualTo(direct.Collections));
        foreach ((ColumnStatistics m, ColumnStatistics d) in merged.Columns.Zip(direct.Columns))
        {
            Assert.That((m.Count, m.NanCount, m.InfinityCount), Is.EqualTo((d.Count, d.NanCount, d.InfinityCount)));
            Assert.That((m.Minimum, m.Maximum), Is.EqualTo((d.Minimum, d.Maximum)));
            Assert.That((m.Quantile25, m.Median, m.Quantile75), Is.EqualTo((d.Quantile25, d.Median, d.Quantile75)));
            Assert.That(m.Categories, Is.EqualTo(d.Categories));
            Assert.That(m.InnerLengths, Is.EqualTo(d.InnerLengths));
            double spread = d.Count == 0 ? 0 : d.Maximum - d.Minimum;
            Assert.That(m.Mean, Is.EqualTo(d.Mean).Within(1e-12 * spread + 1e-300).Or.NaN);
            Assert.That(double.IsNaN(m.Mean), Is.EqualTo(double.IsNaN(d.Mean)));
            Assert.That(m.Variance, Is.EqualTo(d.Variance).Within(1e-12 * spread * spread + 1e-300).Or.NaN);
            Assert.That(m.LogMean, Is.EqualTo(d.LogMean).Within(1e-12).Or.NaN);
            Assert.That(m.LogVariance, Is.EqualTo(d.LogVariance).Within(1e-12).Or.NaN);
            Assert.That(double.IsNaN(m.LogMean), Is.EqualTo(double.IsNaN(d.LogMean)));
        }
    }

    private static EntryBatch Entries(Random random, int count) => Batch(
        Column.Create<int>("keep", [.. Enumerable.Range(0, count).Select(_ => random.Next(4))]),
        Column.Create<double>("x", [.. Enumerable.Range(0, count).Select(_ => Number(random))]),
        Column.Create<int>("i", [.. Enumerable.Range(0, count).Select(_ => random.Next(-3, 3))]),
        Column.Create<float>("none", [.. Enumerable.Repeat(float.NaN, count)]),
        Jagged<float>("Jet_pt", "nJet", [.. Enumerable.Range(0, count).Select(_ => Floats(random))]),
        DoublyJagged<float>("deep", [.. Enumerable.Range(0, count).Select(_ =>
            Enumerable.Range(0, random.Next(3)).Select(_ => Floats(random)).ToArray())]));

    private static double Number(Random random) => random.Next(20) switch
    {
        0 => double.NaN,
        1 => double.NegativeInfinity,
        2 => -0.0,
        < 8 => random.Next(3),
        _ => random.NextDouble() * 100 - 20,
    };

    private static float[] Floats(Random random) => [.. Enumerable.Range(0, random.Next(5)).Select(_ => (float)Number(random))];
}
