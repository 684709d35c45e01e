namespace Hep.Inference.Server.Protocols.Metrics;

/// <summary>A value of a metric.</summary>
/// <param name="Labels">What it is of: names and values.</param>
/// <param name="Value">The value; of a histogram the sum of all values.</param>
internal sealed record MetricSample(IReadOnlyList<KeyValuePair<string, string>> Labels, double Value)
{
    /// <summary>Of a histogram the upper bounds, ascending; empty else.</summary>
    public IReadOnlyList<double> Bounds { get; init; } = [];

    /// <summary>Of a histogram how many values lie up to each bound, above the one before, and last those above all.</summary>
    public IReadOnlyList<long> Counts { get; init; } = [];
}
