using CsCheck;

namespace Hep.Train.Tests;

public sealed class RocCurveTests
{
    [Test]
    public void A_score_that_separates_has_area_1_and_its_negative_0()
    {
        Assert.That(RocCurve.Of([0.1f, 0.2f, 0.8f, 0.9f], [0, 0, 1, 1]).Area, Is.EqualTo(1));
        Assert.That(RocCurve.Of([0.1f, 0.2f, 0.8f, 0.9f], [1, 1, 0, 0]).Area, Is.EqualTo(0));
    }

    [Test]
    public void Equal_scores_count_half() => Assert.That(RocCurve.Of([0.5f, 0.5f, 0.5f], [0, 1, 1]).Area, Is.EqualTo(0.5));

    [Test]
    public void The_curve_has_a_point_for_each_distinct_score()
    {
        RocCurve curve = RocCurve.Of([0.9f, 0.8f, 0.8f, 0.1f], [1, 1, 0, 0], [1, 3, 1, 1]);

        Assert.That(curve.Thresholds, Is.EqualTo([float.PositiveInfinity, 0.9f, 0.8f, 0.1f]));
        Assert.That(curve.SignalEfficiency, Is.EqualTo([0, 0.25, 1, 1]));
        Assert.That(curve.BackgroundEfficiency, Is.EqualTo([0, 0, 0.5, 1]));
        Assert.That(curve.Area, Is.EqualTo(0.5 * (0.25 + 1) / 2 + 0.5));
    }

    [Test]
    public void Without_one_of_the_classes_there_is_no_area() => Assert.That(RocCurve.Of([0.1f, 0.2f], [1, 1]).Area, Is.NaN);

    [Test]
    public void Scores_that_are_no_number_are_refused() =>
        Assert.That(() => RocCurve.Of([0.1f, float.NaN], [0, 1]), Throws.ArgumentException.With.Message.Contains("Score 1 is NaN"));

    [Test]
    public void The_area_is_the_weighted_share_of_ordered_pairs() =>
        Gen.Select(Gen.Int[0, 6], Gen.Int[0, 1], Gen.Int[-1, 4]).Array[2, 60].Sample(entries =>
        {
            float[] scores = [.. entries.Select(e => e.Item1 / 7f)], labels = [.. entries.Select(e => (float)e.Item2)],
                weights = [.. entries.Select(e => e.Item3 / 2f)];
            double signal = entries.Sum(e => e.Item2 * e.Item3 / 2.0),
                background = entries.Sum(e => (1 - e.Item2) * e.Item3 / 2.0), pairs = 0;
            foreach ((int s, int label, int w) in entries)
                foreach ((int otherS, int otherLabel, int otherW) in entries)
                    if (label == 1 && otherLabel == 0) pairs += w * otherW / 4.0 * (s > otherS ? 1 : s == otherS ? 0.5 : 0);

            double area = RocCurve.Of(scores, labels, weights).Area;

            return signal == 0 || background == 0
                ? double.IsNaN(area)
                : Math.Abs(area - pairs / signal / background) < 1e-9 * Math.Max(1, Math.Abs(area));
        });
}
