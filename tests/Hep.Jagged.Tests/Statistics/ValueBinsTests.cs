using System.Globalization;

namespace Hep.Jagged.Tests.Statistics;

public sealed class ValueBinsTests
{
    [Test]
    public async Task Values_without_equals_make_bins_of_equal_parts()
    {
        ValueBins bins = await BinsAsync([.. Enumerable.Range(0, 1000).Select(i => (double)i)], 10);

        Assert.That(bins.Edges, Has.Length.EqualTo(9));
        Assert.That(bins.Edges[4], Is.EqualTo(499.5).Within(1));
        Assert.That(bins.Fractions, Has.All.EqualTo(0.1).Within(0.002));
        Assert.That(bins.AreSound);
    }

    [Test]
    public async Task Equal_values_share_a_bin_and_its_fraction_is_theirs()
    {
        double[] counts = [.. Enumerable.Repeat(0.0, 700), .. Enumerable.Repeat(1.0, 200), .. Enumerable.Repeat(2.0, 100)];

        ValueBins bins = await BinsAsync(counts, 10);

        Assert.That(bins.Edges, Is.EqualTo(new[] { 1.0, 2 }).Or.EqualTo(new[] { 1.0 }));
        Assert.That(bins.Fractions[0], Is.EqualTo(0.7).Within(0.002));
        Assert.That(bins.AreSound);
    }

    [Test]
    public void The_distance_is_the_population_stability_index()
    {
        ValueBins bins = new([0, 1], [0.25, 0.5, 0.25]);

        Assert.That(bins.DistanceTo([2500, 5000, 2500]), Is.Zero.Within(1e-12));
        // (0.5 - 0.25) ln 2 + 0 + (0 - 0.25) ln(0 / 0.25), the last with half a value in 10 001.5
        double half = 0.5 / 10001.5, seen = 5000.5 / 10001.5, quarter = 2500.5 / 10001.5;
        Assert.That(bins.DistanceTo([5000, 5000, 0]),
            Is.EqualTo(((seen - quarter) * Math.Log(seen / quarter)) + ((half - quarter) * Math.Log(half / quarter))).Within(1e-12));
        Assert.That(bins.DistanceTo([30, 30, 30]), Is.NaN, "of fewer than a hundred values it would be chance");
    }

    [TestCase("1,0", "0.2,0.3,0.5")]
    [TestCase("0,1", "0.2,0.3")]
    [TestCase("0,1", "0.2,-0.3,1.1")]
    [TestCase("0,NaN", "0.2,0.3,0.5")]
    [TestCase("0,1", "0.2,0.3,0.9")]
    public void Bins_that_cannot_be_are_told_from_sound_ones(string edges, string fractions) =>
        Assert.That(new ValueBins([.. Parse(edges)], [.. Parse(fractions)]).AreSound, Is.False);

    private static IEnumerable<double> Parse(string numbers) =>
        numbers.Split(',').Select(n => double.Parse(n, CultureInfo.InvariantCulture));

    private static async Task<ValueBins> BinsAsync(double[] values, int count)
    {
        FeatureSpecification specification = new() { Columns = ["x"] };
        FeatureStatistics statistics =
            await FeatureStatistics.CollectAsync(BatchSource.From(Column.Create("x", values)), specification);
        return statistics.Columns.Single().Bins(count)!;
    }
}
