namespace Hep.Inference.Server.Repository;

/// <summary>Requests of one of both versions of a trial.</summary>
/// <param name="Failed">Those that the version took, and that were not answered.</param>
/// <param name="Refused">Those that it did not take: malformed ones, or of another form.</param>
/// <param name="Latencies">The answered ones by the bucket of <see cref="CanaryArm.BucketOf"/> that they took.</param>
internal sealed record CanaryFigures(long Failed, long Refused, long[] Latencies)
{
    private const double Percentile = 0.99;

    public long Answered => Latencies.Sum();

    /// <summary>Requests that the version took.</summary>
    public long Taken => Answered + Failed;

    public long Unanswered => Failed + Refused;

    public long Requests => Answered + Unanswered;

    /// <summary>The latency that one answer in a hundred exceeds, from above; zero where nothing was answered.</summary>
    public TimeSpan NinetyNinth
    {
        get
        {
            long below = 0, most = (long)Math.Ceiling(Answered * Percentile);
            for (int bucket = 0; most > 0 && bucket < Latencies.Length; bucket++)
                if ((below += Latencies[bucket]) >= most) return CanaryArm.EndOf(bucket);
            return TimeSpan.Zero;
        }
    }

    /// <summary>Answers that took longer than this, to the bucket.</summary>
    public long SlowerThan(TimeSpan latency) => Latencies.Skip(CanaryArm.BucketOf(latency) + 1).Sum();

    /// <summary>What came since.</summary>
    public CanaryFigures Since(CanaryFigures before) =>
        new(Failed - before.Failed, Refused - before.Refused, [.. Latencies.Zip(before.Latencies, (now, then) => now - then)]);
}
