using System.Globalization;

namespace Hep.Inference.Server.Repository;

/// <summary>What a trial is held to: what was set, within its bounds, and defaults.</summary>
/// <param name="MaxErrorIncrease">Of the share of requests that fail.</param>
/// <param name="MaxLatencyRatio">Of the 99th percentiles.</param>
/// <param name="MinimumRequests">Of each version, before anything is decided.</param>
/// <param name="Window">After which counting begins anew.</param>
internal sealed record CanaryRules(double MaxErrorIncrease, double MaxLatencyRatio, int MinimumRequests, TimeSpan Window)
{
    private const double LeastPercent = 0.1, MostPercent = 99, MostRatio = 100;
    private const int FewestRequests = 20, MostRequests = 1_000_000, LongestWindow = 86_400;

    /// <exception cref="InferenceException">A value is out of its bounds.</exception>
    public static CanaryRules Of(ModelCanary canary)
    {
        Check("percent", canary.Percent ?? double.NaN, LeastPercent, MostPercent);
        return new CanaryRules(
            Check("max_error_increase", canary.MaxErrorIncrease ?? 0.01, 0, 1),
            Check("max_latency_ratio", canary.MaxLatencyRatio ?? 1.5, 1, MostRatio),
            Check("minimum_requests", canary.MinimumRequests ?? 100, FewestRequests, MostRequests),
            TimeSpan.FromSeconds(Check("window_seconds", canary.WindowSeconds ?? 60, 1, LongestWindow)));
    }

    private static T Check<T>(string name, T value, T least, T most) where T : IComparable<T> =>
        value.CompareTo(least) >= 0 && value.CompareTo(most) <= 0
            ? value
            : throw new InferenceException(InferenceFailure.InvalidRequest, string.Create(CultureInfo.InvariantCulture,
                $"'{name}' of the canary is from {least} to {most}, not {value}."));
}
