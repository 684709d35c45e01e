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

    /// <summary>The version for one request, by a number from 0 to 1. Where the candidate cannot be had the default one answers.</summary>
    /// <exception cref="InferenceException">The default version cannot be loaded.</exception>
    public async ValueTask<PredictorLease> AcquireAsync(ServedModel model, double chance, CancellationToken cancellationToken)
    {
        if (_verdict is null && chance * Hundred < canary.Percent && model.TryFind(canary.Version) is { } candidate)
        {
            try
            {
                return await AcquireAsync(candidate, Candidate, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception) when (!cancellationToken.IsCancellationRequested)
            {
                // counted; the default version answers
            }
        }
        return await AcquireAsync(model.Default, Stable, cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask<PredictorLease> AcquireAsync(ServedVersion version, CanaryArm arm, CancellationToken cancellationToken)
    {
        try
        {
            return await version.AcquireAsync(cancellationToken, arm).ConfigureAwait(false);
        }
        catch
        {
            arm.CountFailure();   // also where its caller gave up waiting
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
        if (tried.Requests < _rules.MinimumRequests || usual.Requests < _rules.MinimumRequests) return null;
        if (Compare(tried, usual) is { } why) return _verdict = why;
        if (now - begin >= _rules.Window) _window = (now, candidate, stable);
        return null;
    }

    private string? Compare(CanaryFigures tried, CanaryFigures usual)
    {
        if (tried.FailedShare > usual.FailedShare + _rules.MaxErrorIncrease
            && IsBeyondChance(tried.Failed, tried.Requests, usual.Failed, usual.Requests))
            return string.Create(CultureInfo.InvariantCulture,
                $"{tried.Failed} of {tried.Requests} requests failed, {usual.Failed} of {usual.Requests} of the default version");
        TimeSpan limit = usual.NinetyNinth * _rules.MaxLatencyRatio;
        if (tried.NinetyNinth > limit && usual.Answered >= _rules.MinimumRequests
            && IsBeyondChance(tried.SlowerThan(limit), tried.Answered, usual.SlowerThan(limit), usual.Answered))
            return string.Create(CultureInfo.InvariantCulture, $"the 99th percentile of its latency is {Milliseconds(tried)} ms, "
                + $"{Milliseconds(usual)} ms of the default version");
        return null;
    }

    /// <summary>Whether shares differ by more than so many standard deviations of what they would have in common.</summary>
    private static bool IsBeyondChance(long tried, long ofTried, long usual, long ofUsual)
    {
        double common = (double)(tried + usual) / (ofTried + ofUsual);
        double deviation = Math.Sqrt(common * (1 - common) * ((1.0 / ofTried) + (1.0 / ofUsual)));
        return ((double)tried / ofTried) - ((double)usual / ofUsual) > Significance * deviation;
    }

    private static string Milliseconds(CanaryFigures figures) =>
        figures.NinetyNinth.TotalMilliseconds.ToString("G3", CultureInfo.InvariantCulture);

    private static CanaryFigures None => new CanaryArm().Read();
}
