using CsCheck;

namespace Hep.Jagged.Tests.Pipelines;

/// <summary>
/// Lists of lists, categories, selection and order of objects against the rules in plain loops, over random events and options.
/// </summary>
public sealed class ObjectLawTests
{
    // Few different keys, so that many are equal: the order must be stable.
    private static readonly Gen<double> Key = Gen.Frequency(
        (6, Gen.Int[0, 4].Select(i => (double)i)), (1, Gen.Const(double.NaN)), (1, Gen.Const(double.PositiveInfinity)));

    private static readonly Gen<double> Hit = Gen.Frequency((9, Gen.Int[-9, 9].Select(i => (double)i)), (1, Gen.Const(double.NaN)));

    private static readonly Gen<NaiveObject[][]> Entries =
        Gen.Select(Key, Gen.Int[0, 3], Hit.Array[0, 4], (key, kind, hits) => new NaiveObject(key, kind, hits)).Array[0, 5].Array[1, 9];

    private static readonly Gen<NaiveObject[][]> LongEntries =
        Gen.Select(Key, Gen.Int[0, 3], Hit.Array[0, 1], (key, kind, hits) => new NaiveObject(key, kind, hits)).Array[15, 40].Array[1, 3];

    private static readonly Gen<NaiveObjects> Rules =
        from outer in OneOf("\"max\"", "\"p99\"", "1", "3", "6")
        from inner in OneOf("\"max\"", "\"p99\"", "1", "2", "5")
        from pad in OneOf("constant", "wrap")
        from overflow in OneOf("truncate", "truncate", "error")
        from order in OneOf("", "-", "+")
        from least in OneOf<double?>(null, 2)
        from oneHot in Gen.Bool
        from padding in OneOf(0f, -7f)
        select new NaiveObjects { Outer = outer, Inner = inner, PadMode = pad, Overflow = overflow,
            Order = order, MinimumKey = least, IsOneHot = oneHot, Padding = padding };

    [Test]
    public void Cells_of_objects_are_those_of_the_rules_in_plain_loops() => Gen.Select(Entries, Rules).Sample(Check, iter: 3000);

    [Test]
    public void Long_lists_follow_the_same_rules_as_short_ones() => Gen.Select(LongEntries, Rules).Sample(Check, iter: 300);

    [Test]
    public void An_exact_name_beats_a_glob_and_the_more_literal_glob_a_shorter_one() =>
        OneOf("*", "Jet_*", "*_pt", "Jet_p?", "J*_pt", "Jet_pt", "?et_pt", "Je*").Array[1, 6]
            .Select(globs => globs.Distinct().ToArray()).Sample(globs =>
        {
            using EntryBatch batch = TestColumns.Batch(Column.Create<double>("Jet_pt", 0, 100));
            // The clip of each key tells which of them won: its number is the upper limit.
            string clip = string.Join(", ", globs.Select((glob, i) => $"\"{glob}\": [0, {i + 1}]"));

            using PaddedBatch padded = TestColumns
                .Fit($$"""{"features": {"columns": ["Jet_pt"], "clip": { {{clip}} } } }""", batch).GetAwaiter().GetResult().Apply(batch);

            string winner = globs.OrderByDescending(g => g == "Jet_pt")
                .ThenByDescending(g => g.Count(c => c is not ('*' or '?'))).ThenBy(g => g, StringComparer.Ordinal).First();
            Assert.That(padded.Features[1], Is.EqualTo(1 + Array.IndexOf(globs, winner)), () => clip);
        });

    private static void Check(NaiveObject[][] entries, NaiveObjects rules)
    {
        using EntryBatch batch = TestColumns.Batch(
            TestColumns.DoublyJagged<double>("hits", [.. entries.Select(e => e.Select(o => o.Hits).ToArray())]),
            TestColumns.Jagged<int>("kind", null, [.. entries.Select(e => e.Select(o => o.Kind).ToArray())]),
            TestColumns.Jagged<double>("key", null, [.. entries.Select(e => e.Select(o => o.Key).ToArray())]));
        FeaturePipeline pipeline = TestColumns.Fit(rules.ToJson(), batch).GetAwaiter().GetResult();
        if (rules.Apply(entries) is not { } expected)
        {
            Assert.That(() => pipeline.Apply(batch), Throws.TypeOf<PipelineException>().With.Message.Contains("overflow"), rules.ToJson);
            return;
        }

        using PaddedBatch padded = pipeline.Apply(batch);

        Assert.That(padded.Features.ToArray(), Is.EqualTo(expected.Rows.SelectMany(r => r)), rules.ToJson);
        Assert.That(padded.Mask.ToArray(), Is.EqualTo(expected.Masks.SelectMany(m => m)), rules.ToJson);
    }

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);
}
