using System.Globalization;

namespace Hep.Inference.Server.Repository;

/// <summary>
/// A candidate against the default version of its model, as far as this service sees it. Requests are spread by chance, so that what is
/// wrong with themselves is wrong with those of both; the candidate is worse where the difference is more than chance makes of so many.
/// </summary>
/// <exception cref="InferenceException">A setting is out of its bounds.</exception>
internal sealed class CanaryTrial(ModelCanary canary)
{
    private const double Hundred = 100;

    /// <summary>Standard deviations beyond which a difference is none of chance, though it is looked for every second.</summary>
    private const double Significance = 4;

    private readonly CanaryRules _rules = CanaryRules.Of(canary);
    private (DateTimeOffset Begin, CanaryFigures Candidate, CanaryFigures Stable)? _window;
    private volatile string? _verdict;

    public ModelCanary Canary => canary;

    public CanaryArm Candidate { get; } = new();

    /// <summary>The default version.</summary>
    public CanaryArm Stable { get; } = new();

    /// <summary>
    /// The version for one request, by a number from 0 to 1. While the candidate cannot be had, as it is being loaded, the default one
    /// answers, and nobody waits.
    /// </summary>
    /// <exception cref="InferenceException">The default version cannot be loaded.</exception>
    public async ValueTask<PredictorLease> AcquireAsync(ServedModel model, double chance, CancellationToken cancellationToken)
    {
        if (_verdict is null && chance * Hundred < canary.Percent && model.TryFind(canary.Version) is { } candidate)
        {
            if (candidate.TryAcquire(Candidate) is { } lease) return lease;
            if (candidate.IsLoadBroken) Candidate.CountFailure();
            candidate.BeginLoad();
        }
        try
        {
            return await model.Default.AcquireAsync(cancellationToken, Stable).ConfigureAwait(false);
        }
        catch
        {
            Stable.CountFailure();   // also where its caller gave up waiting
            throw;
        }
    }

    /// <summary>
    /// Compares both since the window began; a window with enough requests that is old enough is followed by the next. Of a candidate that
    /// is worse nobody gets an answer here any more, and it stays worse.
    /// </summary>
    /// <returns>In which way the candidate is worse; null: it is not, or not enough is known.</returns>
    public string? Judge(DateTimeOffset now)
    {
        if (_verdict is { } found) return found;
        _window ??= (now, None, None);
        (DateTimeOffset begin, CanaryFigures beforeCandidate, CanaryFigures beforeStable) = _window.Value;
        (CanaryFigures candidate, CanaryFigures stable) = (Candidate.Read(), Stable.Read());
        (CanaryFigures tried, CanaryFigures usual) = (candidate.Since(beforeCandidate), stable.Since(beforeStable));
        bool areEnough = tried.Taken >= _rules.MinimumRequests && usual.Taken >= _rules.MinimumRequests;
        if ((areEnough ? FindFailing(tried, usual) ?? FindSlow(tried, usual) : null) is { } worse) return _verdict = worse;
        if (FindUnanswered(tried, usual) is { } unanswered) return _verdict = unanswered;
        if (areEnough && now - begin >= _rules.Window) _window = (now, candidate, stable);
        return null;
    }

    /// <summary>
    /// Whether it leaves requests unanswered that the default version takes. Malformed ones are refused by both: what is allowed, and what
    /// is enough, is a share of the others, whose part of all requests the default version tells.
    /// </summary>
    private string? FindUnanswered(CanaryFigures tried, CanaryFigures usual)
    {
        double good = usual.Requests == 0 ? 0 : (double)usual.Taken / usual.Requests;
        if (usual.Taken < _rules.MinimumRequests || tried.Requests * good < _rules.MinimumRequests) return null;
        return IsMore(tried.Unanswered, tried.Requests, usual.Unanswered, usual.Requests, _rules.MaxErrorIncrease * good)
            ? Tell($"{tried.Unanswered} of {tried.Requests} requests had no answer, {usual.Unanswered} of {usual.Requests}")
            : null;
    }

    /// <summary>Whether it fails more of those that it takes, among however many that nobody takes.</summary>
    private string? FindFailing(CanaryFigures tried, CanaryFigures usual) =>
        IsMore(tried.Failed, tried.Taken, usual.Failed, usual.Taken, _rules.MaxErrorIncrease)
            ? Tell($"{tried.Failed} of {tried.Taken} requests failed, {usual.Failed} of {usual.Taken}")
            : null;

    private string? FindSlow(CanaryFigures tried, CanaryFigures usual)
    {
        TimeSpan limit = usual.NinetyNinth * _rules.MaxLatencyRatio;
        return tried.NinetyNinth > limit && usual.Answered >= _rules.MinimumRequests
            && IsMore(tried.SlowerThan(limit), tried.Answered, usual.SlowerThan(limit), usual.Answered, allowed: 0)
                ? Tell($"the 99th percentile of its latency is {Milliseconds(tried)} ms, {Milliseconds(usual)} ms")
                : null;
    }

    private static string Tell(FormattableString figures) =>
        $"{figures.ToString(CultureInfo.InvariantCulture)} of the default version";

    /// <summary>
    /// Whether a share is greater than the usual one by more than is allowed, and by more than so many standard deviations of what both
    /// would have in common.
    /// </summary>
    private static bool IsMore(long tried, long ofTried, long usual, long ofUsual, double allowed)
    {
        double more = ((double)tried / ofTried) - ((double)usual / ofUsual), common = (double)(tried + usual) / (ofTried + ofUsual);
        double deviation = Math.Sqrt(common * (1 - common) * ((1.0 / ofTried) + (1.0 / ofUsual)));
        return more > allowed && more > Significance * deviation;
    }

    private static string Milliseconds(CanaryFigures figures) =>
        figures.NinetyNinth.TotalMilliseconds.ToString("G3", CultureInfo.InvariantCulture);

    private static CanaryFigures None => new CanaryArm().Read();
}
