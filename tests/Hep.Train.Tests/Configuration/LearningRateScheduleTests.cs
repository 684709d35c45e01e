namespace Hep.Train.Tests;

public sealed class LearningRateScheduleTests
{
    [Test]
    public void A_constant_rate_stays() => Assert.That(Factors(new LearningRateSchedule(), 4), Is.EqualTo([1, 1, 1, 1]));

    [Test]
    public void Steps_multiply_after_every_so_many_epochs() =>
        Assert.That(Factors(new LearningRateSchedule { Kind = ScheduleKind.Step, Every = 2, Factor = 0.5 }, 10, updatesPerEpoch: 2),
            Is.EqualTo([1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.25, 0.25]));

    [Test]
    public void A_cosine_falls_from_1_to_its_end_and_begins_again()
    {
        double[] factors = Factors(new LearningRateSchedule { Kind = ScheduleKind.Cosine, Every = 4, Factor = 0.2 }, 6);

        Assert.That(factors, Is.EqualTo([1, 0.2 + 0.4 * (1 + Math.Sqrt(0.5)), 0.6, 0.2 + 0.4 * (1 - Math.Sqrt(0.5)), 1,
            0.2 + 0.4 * (1 + Math.Sqrt(0.5))]).Within(1e-12));
    }

    [Test]
    public void A_cycle_rises_and_falls_once_over_all_epochs()
    {
        double[] factors = [.. Enumerable.Range(0, 100).Select(u =>
            new LearningRateSchedule { Kind = ScheduleKind.OneCycle }.FactorAt(u, updatesPerEpoch: 10, epochs: 10))];

        Assert.That((factors[0], factors[29]), Is.EqualTo((0.04, 1.0)).Within(1e-12));
        Assert.That(factors[99], Is.EqualTo(0.04e-4).Within(1e-12));
        Assert.That(factors.Take(30), Is.Ordered.Ascending);
        Assert.That(factors.Skip(29), Is.Ordered.Descending);
    }

    [Test]
    public void Warm_up_rises_linearly_and_then_leaves_the_schedule_alone() =>
        Assert.That(Factors(new LearningRateSchedule { WarmUp = 4 }, 6), Is.EqualTo([0.25, 0.5, 0.75, 1, 1, 1]));

    [Test]
    public void A_plateau_lowers_the_rate_where_nothing_has_improved_for_long()
    {
        LearningRateSchedule schedule = new() { Kind = ScheduleKind.Plateau, Every = 1, Factor = 0.5 };

        int[] reductions = [.. Enumerable.Range(0, 8).Select(n => schedule.ReductionsAfter(new[] { 3, 2, 2, 2, 2.5, 2.5, 1, 1 }.Take(n)))];

        Assert.That(reductions, Is.EqualTo([0, 0, 0, 0, 1, 1, 2, 2]));
        Assert.That(schedule.FactorAt(0, 1, 8, reductions: 2), Is.EqualTo(0.25));
    }

    private static double[] Factors(LearningRateSchedule schedule, int updates, int updatesPerEpoch = 1) =>
        [.. Enumerable.Range(0, updates).Select(u => schedule.FactorAt(u, updatesPerEpoch, epochs: 10))];
}
