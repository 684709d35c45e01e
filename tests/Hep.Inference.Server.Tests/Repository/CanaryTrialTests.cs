using Hep.Inference.Server.Repository;

namespace Hep.Inference.Server.Tests.Repository;

/// <summary>When a candidate is worse, by the figures alone.</summary>
public sealed class CanaryTrialTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);

    [TestCase(0, 15, true), TestCase(0, 13, false), TestCase(5, 15, false), TestCase(10, 40, true)]
    public void A_candidate_that_fails_more_often_than_chance_lets_it_is_worse(int usual, int tried, bool isWorse)
    {
        CanaryTrial trial = Trial();
        Count(trial.Stable, 100 - usual, usual, 1);
        Count(trial.Candidate, 100 - tried, tried, 1);

        Assert.That(trial.Judge(Start), isWorse
            ? Is.EqualTo($"{tried} of 100 requests failed, {usual} of 100 of the default version") : Is.Null);
    }

    [Test]
    public void Failures_within_what_is_allowed_do_not_end_it_however_many_requests_there_were()
    {
        CanaryTrial trial = Trial(c => c with { MaxErrorIncrease = 0.05 });
        Count(trial.Stable, 100_000, 0, 1);
        Count(trial.Candidate, 95_500, 4_500, 1);

        Assert.That(trial.Judge(Start), Is.Null);
    }

    [TestCase(1.3, false), TestCase(2.1, true)]
    public void A_candidate_that_is_slower_than_allowed_is_worse(double times, bool isWorse)
    {
        CanaryTrial trial = Trial();
        Count(trial.Stable, 100, 0, 4);
        Count(trial.Candidate, 100, 0, 4 * times);

        Assert.That(trial.Judge(Start), isWorse ? Does.StartWith("the 99th percentile of its latency is") : Is.Null);
    }

    [TestCase(4.0), TestCase(4.1), TestCase(4.4), TestCase(4.8)]
    public void What_is_allowed_is_taken_exactly_wherever_the_default_version_is(double milliseconds)
    {
        CanaryTrial fine = Trial(), worse = Trial();
        Count(fine.Stable, 3000, 0, milliseconds);
        Count(fine.Candidate, 3000, 0, 1.4 * milliseconds);
        Count(worse.Stable, 3000, 0, milliseconds);
        Count(worse.Candidate, 3000, 0, 1.65 * milliseconds);

        Assert.That(fine.Judge(Start), Is.Null);
        Assert.That(worse.Judge(Start), Is.Not.Null);
    }

    [Test]
    public void What_was_found_worse_stays_so_until_that_is_in_the_repository()
    {
        CanaryTrial trial = Trial();
        Count(trial.Stable, 100, 0, 1);
        Count(trial.Candidate, 85, 15, 1);
        string? why = trial.Judge(Start);

        Count(trial.Stable, 0, 1000, 1);

        Assert.That(why, Is.Not.Null);
        Assert.That(trial.Judge(Start + TimeSpan.FromHours(1)), Is.EqualTo(why));
    }

    [Test]
    public void A_candidate_that_is_slow_once_in_thirty_times_is_worse()
    {
        CanaryTrial trial = Trial();
        Count(trial.Stable, 3000, 0, 1);
        Count(trial.Candidate, 970, 0, 1);
        Count(trial.Candidate, 30, 0, 50);

        Assert.That(trial.Judge(Start), Does.Contain("of the default version"));
    }

    [Test]
    public void Nothing_is_decided_before_there_were_enough_requests_of_both()
    {
        CanaryTrial trial = Trial();
        Count(trial.Candidate, 0, 500, 1);
        Count(trial.Stable, 99, 0, 1);
        Assert.That(trial.Judge(Start), Is.Null);

        Count(trial.Stable, 1, 0, 1);

        Assert.That(trial.Judge(Start), Is.Not.Null);
    }

    [TestCase(500, "500 of 5000 requests failed, 0 of 5000 of the default version"), TestCase(0, null)]
    public void A_flood_of_malformed_requests_hides_no_candidate_that_fails_the_good_ones(int failed, string? why)
    {
        CanaryTrial trial = Trial();
        Count(trial.Stable, 5000, 0, 1, refused: 94_900);
        Count(trial.Candidate, 5000 - failed, failed, 1, refused: 95_100);

        Assert.That(trial.Judge(Start), Is.EqualTo(why));
    }

    [Test]
    public void A_candidate_that_takes_fewer_of_the_good_requests_in_a_flood_of_malformed_ones_is_worse()
    {
        CanaryTrial trial = Trial();
        Count(trial.Stable, 5000, 0, 1, refused: 95_000);
        Count(trial.Candidate, 4500, 0, 1, refused: 95_500);   // half a hundredth of all, a tenth of the good ones

        Assert.That(trial.Judge(Start), Is.EqualTo("95500 of 100000 requests had no answer, 95000 of 100000 of the default version"));
    }

    [Test]
    public void Malformed_requests_alone_decide_nothing_and_begin_no_new_window()
    {
        CanaryTrial trial = Trial();
        for (int second = 0; second < 200; second++)
        {
            Count(trial.Stable, 1, 0, 1, refused: 1000);
            Count(trial.Candidate, 0, 1, 1, refused: 1000);
            string? why = trial.Judge(Start.AddSeconds(second));
            Assert.That(why, second < 99 ? Is.Null : Is.Not.Null, $"{second}");   // a hundred good ones, though a window is 60 s
            if (why is not null) return;
        }
        Assert.Fail("It was never found.");
    }

    [Test]
    public void What_was_before_a_window_does_not_count_in_it()
    {
        CanaryTrial trial = Trial();
        Count(trial.Stable, 10_000, 0, 1);
        Count(trial.Candidate, 10_000, 0, 1);
        trial.Judge(Start);
        Assert.That(trial.Judge(Start.AddSeconds(60)), Is.Null);
        Count(trial.Stable, 200, 0, 1);
        Count(trial.Candidate, 160, 40, 1);   // 0.4 % of all, a fifth of the window

        Assert.That(trial.Judge(Start.AddSeconds(70)), Is.EqualTo("40 of 200 requests failed, 0 of 200 of the default version"));
    }

    [Test]
    public void Equal_versions_are_not_told_apart_though_a_tenth_of_the_requests_is_malformed_and_some_are_slow()
    {
        Random random = new(7);
        CanaryTrial trial = Trial(c => c with { WindowSeconds = 20 });
        for (int second = 0; second < 5000; second++)
        {
            for (int i = 0; i < 12; i++)
                foreach (CanaryArm arm in new[] { trial.Candidate, trial.Stable })
                    if (random.NextDouble() < 0.1) arm.CountFailure();
                    else arm.CountAnswer(TimeSpan.FromMilliseconds(0.5 / Math.Pow(random.NextDouble() + 1e-4, 0.7)));   // a heavy tail

            Assert.That(trial.Judge(Start.AddSeconds(second)), Is.Null);
        }
    }

    [TestCase("percent", 0.05), TestCase("percent", 100), TestCase("percent", double.NaN), TestCase("max_latency_ratio", 0.9),
        TestCase("max_error_increase", -0.1), TestCase("minimum_requests", 19), TestCase("window_seconds", 0)]
    public void A_setting_out_of_its_bounds_is_refused(string name, double value)
    {
        ModelCanary canary = new() { Version = 1, Percent = 10 };
        canary = name switch
        {
            "percent" => canary with { Percent = value },
            "max_latency_ratio" => canary with { MaxLatencyRatio = value },
            "max_error_increase" => canary with { MaxErrorIncrease = value },
            "minimum_requests" => canary with { MinimumRequests = (int)value },
            _ => canary with { WindowSeconds = (int)value },
        };

        Assert.That(() => new CanaryTrial(canary),
            Throws.InstanceOf<InferenceException>().With.Message.StartsWith($"'{name}' of the canary is from"));
    }

    private static CanaryTrial Trial(Func<ModelCanary, ModelCanary>? change = null)
    {
        ModelCanary canary = new() { Version = 2, Percent = 50 };
        return new CanaryTrial(change?.Invoke(canary) ?? canary);
    }

    private static void Count(CanaryArm arm, int answered, int failed, double milliseconds, int refused = 0)
    {
        for (int i = 0; i < refused; i++) arm.CountRefusal();
        for (int i = 0; i < answered; i++) arm.CountAnswer(TimeSpan.FromMilliseconds(milliseconds));
        for (int i = 0; i < failed; i++) arm.CountFailure();
    }
}
