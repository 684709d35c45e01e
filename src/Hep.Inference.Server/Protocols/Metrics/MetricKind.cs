namespace Hep.Inference.Server.Protocols.Metrics;

/// <summary>What the values of a metric are.</summary>
internal enum MetricKind
{
    /// <summary>Sums since the service started, which only grow.</summary>
    Counter,

    /// <summary>What is the case now.</summary>
    Gauge,

    /// <summary>Distributions since the service started.</summary>
    Histogram,
}
