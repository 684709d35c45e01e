using CsCheck;

namespace Hep.Jagged.Tests.Pipelines;

/// <summary>The pipeline against the rules in plain loops, over random events and options.</summary>
public sealed class PipelineLawTests
{
    private static readonly Gen<double> Value = Gen.Frequency(
        (8, Gen.Int[-40, 120].Select(i => i * 0.5)), (1, Gen.Const(double.NaN)),
        (1, OneOf(double.PositiveInfinity, double.NegativeInfinity)));

    private static readonly Gen<(double[] Met, double[][] Jets)> Events =
        from count in Gen.Int[0, 12]
        from met in Value.Array[count]
        from jets in Value.Array[0, 5].Array[count]
        select (met, jets);

    private static readonly Gen<NaiveRules> Rules =
        from scaling in OneOf("none", "minmax", "standard", "robust", "log")
        from length in OneOf("\"max\"", "\"p99\"", "1", "2", "7")
        from pad in OneOf("constant", "wrap")
        from constant in OneOf("zero", "keep")
        from nan in OneOf("\"mask\"", "\"keep\"", "-3")
        from padding in OneOf(0.0, -1.0, double.NaN)
        from order in OneOf("", "-", "+")
        from cuts in Gen.Select(Gen.Bool, Gen.Bool, Gen.Bool)
        select new NaiveRules
        {
            Scaling = scaling,
            Length = length,
            PadMode = pad,
            Constant = constant,
            Nan = nan,
            Padding = padding,
            Order = order,
            MinimumMet = cuts.Item1 ? 5 : null,
            MinimumPt = cuts.Item2 ? 2.5 : null,
            Clip = cuts.Item3 ? [-10, 30] : null,
        };

    [Test]
    public void Features_mask_and_lengths_are_those_of_the_rules_in_plain_loops() =>
        Gen.Select(Events, Rules).Sample((events, rules) =>
        {
            using EntryBatch batch = BatchOf(events.Met, events.Jets);
            (List<float[]> rows, List<bool[]> masks, List<int> lengths) = rules.Apply(events.Met, events.Jets);

            using PaddedBatch padded = TestColumns.Fit(rules.ToJson(), batch).GetAwaiter().GetResult().Apply(batch);

            Assert.That(padded.Mask.ToArray(), Is.EqualTo(masks.SelectMany(m => m)), rules.ToJson);
            Assert.That(padded.Lengths("Jet").ToArray(), Is.EqualTo(lengths));
            float[] expected = [.. rows.SelectMany(r => r)];
            Assert.That(padded.Features.Length, Is.EqualTo(expected.Length));
            for (int i = 0; i < expected.Length; i++)
                Assert.That(padded.Features[i], Is.EqualTo(expected[i]).Within(2e-6), () => $"cell {i} {rules.ToJson()}");
        }, iter: 2000);

    [Test]
    public void Inverting_gives_back_what_was_kept() =>
        Gen.Select(Events, Rules).Sample((events, rules) =>
        {
            // A number in place of NaN is a value.
            NaiveRules kept = rules with { Nan = rules.Nan == "-3" ? "\"mask\"" : rules.Nan };
            using EntryBatch batch = BatchOf(events.Met, events.Jets);
            FeaturePipeline pipeline = TestColumns.Fit(kept.ToJson(), batch).GetAwaiter().GetResult();
            using PaddedBatch padded = pipeline.Apply(batch);

            using EntryBatch inverted = pipeline.Invert(padded);

            (List<float[]> rows, _, List<int> lengths) = (kept with { Scaling = "none", Nan = "\"keep\"", Padding = double.NaN })
                .Apply(events.Met, events.Jets);
            // Of all that is not above 0 a logarithm keeps nothing; a column of such is a constant.
            Func<double, double> known = x => kept.Scaling == "log" ? Math.Max(x, 0) : x;
            int slots = pipeline.Collections[0].Slots;
            Column<double> jets = inverted.Get<double>("Jet_pt");
            for (int row = 0; row < rows.Count; row++)
            {
                Assert.That(known(inverted.Get<double>("MET").Values[row]), Is.EqualTo(known(rows[row][0])).Within(2e-4));
                Assert.That(jets[row].Length, Is.EqualTo(Math.Min(lengths[row], slots)));
                for (int i = 0; i < jets[row].Length; i++)
                    Assert.That(known(jets[row][i]), Is.EqualTo(known(rows[row][1 + i])).Within(2e-4), () => kept.ToJson());
            }
        }, iter: 2000);

    [Test]
    public void Cells_of_which_only_the_mask_is_known_give_the_same_up_to_NaN_at_the_end_of_lists() =>
        Gen.Select(Events, Rules).Sample((events, rules) =>
        {
            using EntryBatch batch = BatchOf(events.Met, events.Jets);
            FeaturePipeline pipeline = TestColumns.Fit(rules.ToJson(), batch).GetAwaiter().GetResult();
            using PaddedBatch padded = pipeline.Apply(batch);

            using PaddedBatch cells = pipeline.FromCells(padded.Features, padded.Mask);

            using EntryBatch expected = pipeline.Invert(padded), found = pipeline.Invert(cells);
            Assert.That(cells.EntryCount, Is.EqualTo(padded.EntryCount));
            Assert.That(found.Get<double>("MET").Values.ToArray(), Is.EqualTo(expected.Get<double>("MET").Values.ToArray()));
            for (int row = 0; row < cells.EntryCount; row++)
            {
                double[] all = expected.Get<double>("Jet_pt")[row].ToArray(), jets = found.Get<double>("Jet_pt")[row].ToArray();
                Assert.That(jets, Is.EqualTo(all[..jets.Length]).Within(1e-12), rules.ToJson);   // vectors and their tails differ
                Assert.That(all[jets.Length..], Is.All.NaN, rules.ToJson);
            }
        }, iter: 1000);

    [Test]
    public void Statistics_of_parts_merge_into_those_of_the_whole() =>
        Gen.Select(Events, Events, Rules).Sample((first, second, rules) =>
        {
            using EntryBatch one = BatchOf(first.Met, first.Jets), other = BatchOf(second.Met, second.Jets);

            FeatureStatistics merged = Collect(rules, one).Merge(Collect(rules, other));

            FeatureStatistics whole = Collect(rules, one, other);
            Assert.That(merged.EntriesKept, Is.EqualTo(whole.EntriesKept));
            Assert.That(merged.Collections[0], Is.EqualTo(whole.Collections[0]));
            foreach ((ColumnStatistics a, ColumnStatistics b) in merged.Columns.Zip(whole.Columns))
            {
                Assert.That((a.Count, a.NanCount, a.InfinityCount, a.Minimum, a.Maximum),
                    Is.EqualTo((b.Count, b.NanCount, b.InfinityCount, b.Minimum, b.Maximum)));
                Assert.That((a.Quantile25, a.Median, a.Quantile75), Is.EqualTo((b.Quantile25, b.Median, b.Quantile75)));
                Assert.That(a.Mean, Is.EqualTo(b.Mean).Within(1e-12));
                Assert.That(a.Variance, Is.EqualTo(b.Variance).Within(1e-10));
                Assert.That(a.LogMean, Is.EqualTo(b.LogMean).Within(1e-12));
            }
        }, iter: 500);

    [Test]
    public void Documents_read_back_to_the_same_document() =>
        Gen.Select(Events, Rules).Sample((events, rules) =>
        {
            using EntryBatch batch = BatchOf(events.Met, events.Jets);
            FeatureSpecification specification = FeatureSpecification.FromJson(rules.ToJson());
            FeatureStatistics statistics = Collect(rules, batch);
            FeaturePipeline pipeline = FeaturePipeline.Create(specification, FeatureStatistics.FromJson(statistics.ToJson()));

            Assert.That(FeatureSpecification.FromJson(specification.ToJson()).ToJson(), Is.EqualTo(specification.ToJson()));
            Assert.That(FeatureStatistics.FromJson(statistics.ToJson()).ToJson(), Is.EqualTo(statistics.ToJson()));
            Assert.That(FeaturePipeline.FromJson(pipeline.ToJson()).ToJson(), Is.EqualTo(pipeline.ToJson()));
        }, iter: 300);

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static FeatureStatistics Collect(NaiveRules rules, params EntryBatch[] batches) =>
        TestColumns.Collect(rules.ToJson(), batches).GetAwaiter().GetResult();

    private static EntryBatch BatchOf(double[] met, double[][] jets) =>
        TestColumns.Batch(Column.Create("MET", met), TestColumns.Jagged("Jet_pt", "nJet", jets));
}
