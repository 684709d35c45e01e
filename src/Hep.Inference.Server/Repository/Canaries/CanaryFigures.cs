namespace Hep.Inference.Server.Repository;

/// <summary>Requests of one of both versions of a trial.</summary>
/// <param name="Failed">Those that were not answered.</param>
/// <param name="Latencies">The answered ones by the bucket of <see cref="CanaryArm.BucketOf"/> that they took.</param>
internal sealed record CanaryFigures(long Failed, long[] Latencies)
{
    private const double Percentile = 0.99;

    public long Answered => Latencies.Sum();

    public long Requests => Answered + Failed;

    public double FailedShare => Requests == 0 ? 0 : (double)Failed / Requests;

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
        new(Failed - before.Failed, [.. Latencies.Zip(before.Latencies, (now, then) => now - then)]);
}
