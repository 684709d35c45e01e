using CsCheck;

namespace Hep.Jagged.Tests.Statistics;

/// <summary>Quantiles from those of parts: exact while few, off by less than 0.1 % of all ranks for any values in any division.</summary>
public sealed class QuantileMergeTests
{
    private const int ExactLimit = 20_000;

    [TestCase("sorted")]
    [TestCase("shuffled")]
    [TestCase("constant")]
    [TestCase("two points")]
    [TestCase("heavy ties")]
    [TestCase("organ pipe")]
    [TestCase("one outlier a part")]
    public void Any_division_of_any_values_keeps_the_error_below_a_thousandth(string kind) =>
        Gen.Select(Gen.Int[1, 90], Gen.Int[0, 1000]).Sample((parts, seed) =>
        {
            double[] values = Values(kind, 400_000, seed);
            QuantileMerge merge = new(ExactLimit);
            foreach (double[] part in Divide(values, parts, seed)) merge.Add(QuantileSummaryTests.Of(part).CompactPart());

            QuantileSummary all = merge.Finish();

            Assert.That(all.Count, Is.EqualTo(values.Length));
            Assert.That(all.RankError, Is.LessThanOrEqualTo(values.Length / 1000));
            Assert.That(QuantileSummaryTests.LargestError(all, values), Is.LessThanOrEqualTo(all.RankError));
        }, iter: 4, threads: 1);

    // What costs most: parts of just more values than they are compacted to, and very many of them.
    [TestCase(5_000, 2001)]
    [TestCase(3_000, 10_001)]
    public void Very_many_small_parts_keep_the_error_below_a_thousandth(int parts, int partCount)
    {
        QuantileMerge merge = new(ExactLimit);
        QuantileSummary part = QuantileSummaryTests.Of([.. Enumerable.Range(0, partCount).Select(i => (double)i)]).CompactPart();

        for (int i = 0; i < parts; i++) merge.Add(Scaled(part, i));
        QuantileSummary all = merge.Finish();

        Assert.That(all.RankError, Is.LessThanOrEqualTo(all.Count / 1000).And.GreaterThan(0));
    }

    [Test]
    public void All_values_together_are_exact_while_they_are_few_different_ones() =>
        Gen.Int[-2000, 2000].Select(i => i / 8.0).Array[0, 60].Array[1, 40].Sample(parts =>
        {
            QuantileMerge merge = new(ExactLimit);
            foreach (double[] part in parts) merge.Add(QuantileSummaryTests.Of(part).CompactPart());
            QuantileSketch whole = new(ExactLimit);
            whole.Add([.. parts.SelectMany(p => p)]);

            QuantileSummary all = merge.Finish();

            Assert.That(all.RankError, Is.Zero);
            Assert.That(all.Quantiles(0.25, 0.5, 0.75), Is.EqualTo(whole.Quantiles(0.25, 0.5, 0.75)));
        }, iter: 200);

    [TestCase(ExactLimit, 0)]
    [TestCase(ExactLimit + 1, 1)]
    public void Exactness_ends_behind_the_limit(int different, int error)
    {
        QuantileMerge merge = new(ExactLimit);
        double[] values = [.. Enumerable.Range(0, different).Select(i => (double)i)];

        foreach (double[] part in values.Chunk(777)) merge.Add(QuantileSummaryTests.Of(part));

        Assert.That(merge.Finish().RankError, Is.EqualTo(error));
    }

    private static double[] Values(string kind, int count, int seed)
    {
        Random random = new(seed);
        double[] values = [.. Enumerable.Range(0, count).Select(i => kind switch
        {
            "constant" => 7.5,
            "two points" => i % 3 == 0 ? -1.0 : 1.0,
            "heavy ties" => random.Next(10) < 9 ? random.Next(4) : random.NextDouble(),
            "organ pipe" => Math.Min(i, count - i),
            "one outlier a part" => i % 5000 == 0 ? 1e9 + i : i % 20_011,
            _ => Math.Sqrt(i),
        })];
        if (kind == "shuffled") random.Shuffle(values);
        return values;
    }

    private static IEnumerable<double[]> Divide(double[] values, int parts, int seed)
    {
        Random random = new(seed);
        int[] ends = [.. Enumerable.Range(0, parts - 1).Select(_ => random.Next(values.Length + 1)).Append(values.Length).Order()];
        for (int i = 0, start = 0; i < parts; start = ends[i++]) yield return values[start..ends[i]];
    }

    // The same part elsewhere: none of its values are those of another.
    private static QuantileSummary Scaled(QuantileSummary part, int index) =>
        QuantileSummary.OfSorted([.. part.Values.ToArray().Select(v => v + index / 1e6)], part.Weights.ToArray(), part.RankError);
}
