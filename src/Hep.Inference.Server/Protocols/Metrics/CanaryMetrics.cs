using System.Globalization;
using Hep.Inference.Server.Repository;
using static Hep.Inference.Server.Protocols.Metrics.MetricKind;

namespace Hep.Inference.Server.Protocols.Metrics;

/// <summary>Candidates on trial against the default versions of their models, as this service sees them.</summary>
internal static class CanaryMetrics
{
    private static readonly ArmMetric[] OfArms =
    [
        new("hep_canary_requests_total", Counter, "Requests that named no version, since the trial began.", f => f.Requests),
        new("hep_canary_failed_total", Counter, "Those of them that a version took and did not answer.", f => f.Failed),
        new("hep_canary_refused_total", Counter, "Those of them that a version did not take, as malformed ones.", f => f.Refused),
        new("hep_canary_latency_seconds", Gauge, "99th percentile of their latency.", f => f.NinetyNinth.TotalSeconds),
    ];

    public static IEnumerable<MetricFamily> Of(IReadOnlyList<ServedModel> models, CanaryWatch watch)
    {
        (string Model, CanaryTrial Trial)[] trials = [.. models.Where(m => m.Trial is not null).Select(m => (m.Name, m.Trial!))];
        yield return new("hep_canary_percent", Gauge, "What a candidate gets of the requests that name no version.",
        [
            .. trials.Select(t => new MetricSample(
                MetricLabels.Of(("model", t.Model), ("version", string.Create(CultureInfo.InvariantCulture, $"{t.Trial.Canary.Version}"))),
                t.Trial.Canary.Percent.GetValueOrDefault())),
        ]);
        foreach (ArmMetric metric in OfArms)
            yield return new(metric.Name, metric.Kind, metric.Help,
            [
                .. trials.SelectMany(t => (MetricSample[])
                [
                    new(MetricLabels.Of(("model", t.Model), ("arm", "candidate")), metric.Value(t.Trial.Candidate.Read())),
                    new(MetricLabels.Of(("model", t.Model), ("arm", "default")), metric.Value(t.Trial.Stable.Read())),
                ]),
            ]);
        yield return new("hep_canary_returns_total", Counter, "Candidates that were taken out as they were worse.",
        [
            .. models.Select(m => new MetricSample(MetricLabels.Of(("model", m.Name)), watch.ReturnsOf(m.Name))).Where(s => s.Value > 0),
        ]);
    }

    private sealed record ArmMetric(string Name, MetricKind Kind, string Help, Func<CanaryFigures, double> Value);
}
