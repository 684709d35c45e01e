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

    /// <summary>Windows, with enough requests each, in none of which the candidate was loaded for one.</summary>
    private const int WindowsWithout = 3;

    private readonly CanaryRules _rules = CanaryRules.Of(canary);
    private (DateTimeOffset Begin, CanaryFigures Candidate, CanaryFigures Stable)? _window;
    private (DateTimeOffset Begin, int Missed, int Windows)? _without;
    private int _missed;   // requests in a row that the candidate could not have
    private volatile string? _verdict, _whyMissed;

    public ModelCanary Canary => canary;

    public CanaryArm Candidate { get; } = new();

    /// <summary>The default version.</summary>
    public CanaryArm Stable { get; } = new();

    /// <summary>
    /// The version for one request, by a number from 0 to 1. While the candidate cannot be had, as it is being loaded, the default one
    /// answers, and nobody waits. It is loaded only where no other model has to go for it: those answer while it is on trial.
    /// </summary>
    /// <param name="model">The model at this moment.</param>
    /// <param name="chance">A number from 0 to 1.</param>
    /// <param name="memory">What its versions take their room from.</param>
    /// <param name="cancellationToken">Stops waiting for the default version.</param>
    /// <exception cref="InferenceException">The default version cannot be loaded.</exception>
    public async ValueTask<PredictorLease> AcquireAsync(
        ServedModel model, double chance, ModelMemory memory, CancellationToken cancellationToken)
    {
        if (_verdict is null && chance * Hundred < canary.Percent && model.TryFind(canary.Version) is { } candidate)
        {
            if (candidate.TryAcquire(Candidate) is { } lease)
            {
                if (Volatile.Read(ref _missed) > 0) Volatile.Write(ref _missed, 0);
                return lease;
            }
            Miss(candidate, memory);
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
        if (FindMissing(now) is { } missing) return _verdict = missing;
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

    /// <summary>A request that was the candidate's goes to the default version; has the candidate loaded for the next.</summary>
    private void Miss(ServedVersion candidate, ModelMemory memory)
    {
        bool hasRoom = memory.HasRoomFor(candidate.NeededBytes);
        string? failure = candidate.LoadFailure;
        _whyMissed = failure ?? (hasRoom ? "its load did not end" : string.Create(CultureInfo.InvariantCulture,
            $"there was no room for its {candidate.NeededBytes} bytes beside the models that are loaded (memory_bytes, --memory)"));
        if (failure is not null) Candidate.CountFailure();
        Interlocked.Increment(ref _missed);
        if (hasRoom) candidate.BeginLoad();
    }

    /// <summary>Whether it was never there for requests enough, over windows enough.</summary>
    private string? FindMissing(DateTimeOffset now)
    {
        int missed = Volatile.Read(ref _missed);
        if (missed == 0) _without = null;
        else _without ??= (now, 0, 0);
        if (_without is not (var begin, var before, var windows)
            || now - begin < _rules.Window || missed - before < _rules.MinimumRequests) return null;
        _without = (now, missed, ++windows);
        return windows < WindowsWithout ? null : string.Create(CultureInfo.InvariantCulture,
            $"it could not be loaded for any of {missed} requests: {_whyMissed}");
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
