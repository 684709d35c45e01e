using CsCheck;

namespace Hep.Jagged.Tests.Statistics;

/// <summary>Summaries of quantiles: exact while they have all values, and off by no more ranks than they say.</summary>
public sealed class QuantileSummaryTests
{
    [Test]
    public void Few_values_are_interpolated_linearly() =>
        Assert.That(Of(6, 1, 3, 2).Quantiles(0.25, 0.5, 0.75), Is.EqualTo(new[] { 1.75, 2.5, 3.75 }));

    [Test]
    public void No_values_have_no_quantiles() => Assert.That(QuantileSummary.Empty.Quantiles(0.5), Is.EqualTo(new[] { double.NaN }));

    [Test]
    public void Equal_values_are_one_with_their_number()
    {
        QuantileSummary summary = Of(2, -0.0, 2, 0.0, 2);

        Assert.That(summary.Values.ToArray(), Is.EqualTo(new double[] { 0, 2 }));
        Assert.That(summary.Weights.ToArray(), Is.EqualTo(new long[] { 2, 3 }));
        Assert.That((summary.Count, summary.RankError), Is.EqualTo((5, 0)));
    }

    [Test]
    public void A_part_of_many_values_that_are_few_different_ones_stays_exact()
    {
        QuantileSummary part = Of([.. Enumerable.Range(0, 50_000).Select(i => (double)(i % QuantileSummary.PartValues))]).CompactPart();

        Assert.That((part.Values.Length, part.RankError), Is.EqualTo((QuantileSummary.PartValues, 0)));
    }

    [Test]
    public void A_block_becomes_its_middle_value_and_says_how_far_that_is()
    {
        QuantileSummary compact = Of(0, 1, 2, 3, 4, 5, 6, 7, 8).Compact(3);

        Assert.That(compact.Values.ToArray(), Is.EqualTo(new double[] { 1, 4, 7 }));
        Assert.That(compact.Weights.ToArray(), Is.EqualTo(new long[] { 3, 3, 3 }));
        Assert.That(compact.RankError, Is.EqualTo(1));
    }

    [Test]
    public void Exact_quantiles_are_to_the_bit_those_of_the_sketch() =>
        Gen.Frequency((1, Gen.Double[-3, 3]), (1, Gen.Int[0, 3].Select(i => (double)i))).Array[0, 200].Sample(values =>
        {
            QuantileSketch sketch = new(1000);
            sketch.Add(values);

            double[] summary = sketch.Summarize().Quantiles(0, 0.1, 0.25, 0.5, 0.75, 1);

            return summary.SequenceEqual(sketch.Quantiles(0, 0.1, 0.25, 0.5, 0.75, 1));
        }, iter: 2000);

    [Test]
    public void No_value_is_off_by_more_ranks_than_a_summary_says_and_that_is_half_a_block() =>
        Gen.Select(Gen.Frequency((1, Gen.Int[0, 3]), (1, Gen.Int[0, 1000])).Array[1, 600], Gen.Int[1, 40]).Sample((numbers, ranks) =>
        {
            double[] values = Array.ConvertAll(numbers, n => (double)n);

            QuantileSummary compact = Of(values).Compact(ranks);

            Assert.That(compact.Count, Is.EqualTo(values.Length));
            Assert.That(compact.Values.Length, Is.LessThanOrEqualTo(Math.Max(ranks, 1)));
            Assert.That(compact.RankError, Is.LessThanOrEqualTo(values.Length / (2.0 * ranks) + 0.5));
            Assert.That(LargestError(compact, values), Is.LessThanOrEqualTo(compact.RankError));
        }, iter: 1000);

    [Test]
    public void A_sketch_says_by_how_many_ranks_it_is_off_and_its_summary_too()
    {
        double[] values = [.. Enumerable.Range(0, 300_000).Select(i => (double)(i * 7919L % 300_007))];
        QuantileSketch sketch = new(0);
        sketch.Add(values);

        QuantileSummary summary = sketch.Summarize();

        Assert.That(sketch.RankError, Is.GreaterThan(0).And.LessThan(values.Length / 1000));
        Assert.That(summary.RankError, Is.EqualTo(sketch.RankError));
        Assert.That(LargestError(summary, values), Is.LessThanOrEqualTo(summary.RankError));
    }

    [Test]
    public void A_summary_becomes_a_sketch_that_takes_more_values()
    {
        QuantileSketch exact = QuantileSketch.Of(Of(5, 1, 1), 100);
        QuantileSummary coarse = Of([.. Enumerable.Range(0, 90_000).Select(i => (double)i)]).Compact(2000);
        QuantileSketch sketch = QuantileSketch.Of(coarse, 100);

        exact.Add([2]);
        sketch.Add([-1]);

        Assert.That(exact.Quantiles(0.5), Is.EqualTo(new[] { 1.5 }));
        Assert.That((sketch.Count, sketch.RankError), Is.EqualTo((90_001, coarse.RankError)));
        Assert.That(sketch.Quantiles(0.5)[0], Is.EqualTo(45_000).Within(90));
    }

    internal static QuantileSummary Of(params double[] values)
    {
        double[] sorted = [.. values.Order()];
        long[] weights = new long[sorted.Length];
        Array.Fill(weights, 1);
        return QuantileSummary.OfSorted(sorted, weights, 0);
    }

    /// <summary>The largest difference between what a summary says of the number of values up to x and what is so, over all x.</summary>
    internal static long LargestError(QuantileSummary summary, double[] values)
    {
        double[] sorted = [.. values.Order()];
        long largest = 0, said = 0;
        int so = 0, at = 0;
        foreach (double x in summary.Values.ToArray().Concat(sorted).Distinct().Order())
        {
            while (so < sorted.Length && sorted[so] <= x) so++;
            while (at < summary.Values.Length && summary.Values[at] <= x) said += summary.Weights[at++];
            largest = Math.Max(largest, Math.Abs(said - so));
        }
        return largest;
    }
}
