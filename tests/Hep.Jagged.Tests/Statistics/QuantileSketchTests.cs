namespace Hep.Jagged.Tests.Statistics;

/// <summary>Quantiles: exact while they can be, within the stated bound beyond.</summary>
public sealed class QuantileSketchTests
{
    [Test]
    public void Few_values_are_interpolated_linearly()
    {
        QuantileSketch sketch = new(100);

        sketch.Add([6, 1, 3, 2]);

        Assert.That(sketch.Quantiles(0.25, 0.5, 0.75), Is.EqualTo(new[] { 1.75, 2.5, 3.75 }));
    }

    [Test]
    public void No_values_have_no_quantiles() => Assert.That(new QuantileSketch(100).Quantiles(0.5), Is.EqualTo(new[] { double.NaN }));

    [Test]
    public void Several_threads_that_ask_at_once_are_told_the_same()
    {
        double[] values = Values("random", 50_000), sorted = [.. values.Order()];
        for (int round = 0; round < 20; round++)
        {
            QuantileSketch sketch = new(values.Length);
            sketch.Add(values);
            double[] medians = new double[8];

            Parallel.For(0, medians.Length, i => medians[i] = sketch.Quantiles(0.5)[0]);

            Assert.That(medians, Has.All.EqualTo((sorted[24_999] + sorted[25_000]) / 2).Within(1e-12));
        }
    }

    [TestCase("sorted")]
    [TestCase("reversed")]
    [TestCase("random")]
    [TestCase("organ pipe")]
    public void Many_values_are_within_a_rank_error_of_a_thousandth(string order)
    {
        const int count = 3_000_000;
        double[] values = Values(order, count);
        QuantileSketch sketch = new(200_000);

        for (int start = 0; start < count; start += 7919) sketch.Add(values.AsSpan(start, Math.Min(7919, count - start)));

        RequireRanks(sketch, values);
    }

    [Test]
    public void Merging_keeps_the_bound()
    {
        double[] values = Values("random", 1_500_000);
        QuantileSketch[] parts = [.. Enumerable.Range(0, 13).Select(_ => new QuantileSketch(100_000))];
        for (int i = 0; i < values.Length; i += 1000) parts[i / 1000 % 13].Add(values.AsSpan(i, 1000));

        QuantileSketch merged = parts.Aggregate((a, b) => a.With(b));

        Assert.That(merged.Count, Is.EqualTo(values.Length));
        RequireRanks(merged, values);
    }

    private static double[] Values(string order, int count)
    {
        double[] values = [.. Enumerable.Range(0, count).Select(i => Math.Sqrt(i))];
        if (order == "reversed") Array.Reverse(values);
        if (order == "random") new Random(1).Shuffle(values);
        return order == "organ pipe" ? [.. values.Where((_, i) => i % 2 == 0), .. values.Where((_, i) => i % 2 == 1).Reverse()] : values;
    }

    private static void RequireRanks(QuantileSketch sketch, double[] values)
    {
        double[] sorted = [.. values.Order()];
        double[] fractions = [0.001, 0.1, 0.25, 0.5, 0.75, 0.9, 0.999];
        double[] quantiles = sketch.Quantiles(fractions);
        for (int i = 0; i < fractions.Length; i++)
        {
            double rank = Array.BinarySearch(sorted, quantiles[i]) / (double)sorted.Length;
            Assert.That(rank, Is.EqualTo(fractions[i]).Within(0.001), $"fraction {fractions[i]}");
        }
    }
}
