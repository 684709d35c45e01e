using CsCheck;

namespace Hep.Train.Tests;

public sealed class ScoreCellsTests
{
    [Test]
    public void The_area_of_merged_ranges_is_within_its_bound() =>
        Gen.Select(Gen.Int[0, 400], Gen.Int[0, 1], Gen.Int[-1, 4]).Array[50, 800].Select(Gen.Int[1, 16], Gen.Int[0, 2]).Sample((entries,
            finest, order) =>
        {
            // in random order, by class, or by score: what comes late falls into ranges that were made without it
            (int Score, int Label, int Weight)[] ordered = order == 0 ? entries
                : [.. entries.OrderBy(e => order == 1 ? -e.Item2 : e.Item1)];
            ScoreCells cells = new(finest);
            foreach ((int score, int label, int weight) in ordered) cells.Add(score / 401f, label == 1, weight);

            RocCurve exact = RocCurve.Of([.. entries.Select(e => e.Item1 / 401f)], [.. entries.Select(e => (float)e.Item2)],
                [.. entries.Select(e => (float)e.Item3)]), merged = RocCurve.Of(cells);

            return double.IsNaN(exact.Area) ? double.IsNaN(merged.Area)
                : Math.Abs(merged.Area - exact.Area) <= merged.AreaError + 1e-9 * Math.Max(1, Math.Abs(exact.Area)) && exact.AreaError == 0;
        });

    [Test]
    public void Each_point_of_a_merged_curve_is_one_of_the_exact_curve() =>
        Gen.Select(Gen.Int[0, 400], Gen.Int[0, 1]).Array[100, 500].Sample(entries =>
        {
            ScoreCells cells = new(4);
            foreach ((int score, int label) in entries) cells.Add(score, label == 1, 1);
            double signal = entries.Count(e => e.Item2 == 1);

            RocCurve curve = RocCurve.Of(cells);

            return curve.Thresholds.Skip(1).Zip(curve.SignalEfficiency.Skip(1)).All(p =>
                signal == 0 || Math.Abs(p.Second - entries.Count(e => e.Item2 == 1 && e.Item1 >= p.First) / signal) < 1e-9);
        });

    [TestCase(false)]
    [TestCase(true)]
    public void More_scores_than_memory_is_for_cost_little(bool isSortedByClass)
    {
        const int Count = 300_000;
        float[] scores = new float[Count], labels = new float[Count];
        Random random = new(1);
        ScoreCells cells = new();
        for (int i = 0; i < Count; i++)
        {
            labels[i] = isSortedByClass ? i * 2 / Count : i % 2;
            scores[i] = (float)(random.NextDouble() * 0.8 + 0.2 * labels[i]);
            cells.Add(scores[i], labels[i] > 0.5f, 1);
        }

        RocCurve merged = RocCurve.Of(cells);

        Assert.That(merged.Thresholds, Has.Count.LessThanOrEqualTo(8 * ScoreCells.Finest + 1));
        Assert.That(merged.AreaError, Is.GreaterThan(0).And.LessThan(6.2e-5));
        Assert.That(merged.Area, Is.EqualTo(RocCurve.Of(scores, labels).Area).Within(merged.AreaError));
    }

    [Test]
    public void Quantiles_are_those_of_the_weights()
    {
        ScoreCells cells = new();
        foreach (int value in (int[])[5, 1, 3, 2, 4]) cells.Add(value, isSignal: true, value == 5 ? 6 : 1);

        Assert.That(cells.Quantile(0.1), Is.EqualTo(1));
        Assert.That(cells.Quantile(0.5), Is.EqualTo(5));
    }

    [Test]
    public void A_thinned_curve_keeps_its_ends_and_its_area()
    {
        Random random = new(2);
        float[] labels = [.. Enumerable.Range(0, 5000).Select(i => i % 2f)], scores = [.. labels.Select(l => (float)random.NextDouble()
            + l / 2)];
        RocCurve curve = RocCurve.Of(scores, labels), thin = curve.Thin(50);

        Assert.That(thin.Thresholds, Has.Count.InRange(40, 50));
        Assert.That((thin.SignalEfficiency[0], thin.SignalEfficiency[^1], thin.Area), Is.EqualTo((0.0, 1.0, curve.Area)));
    }
}
