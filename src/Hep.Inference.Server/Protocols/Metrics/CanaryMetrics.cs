using Hep.Inference.Server.Repository;

namespace Hep.Inference.Server.Protocols.Metrics;

/// <summary>Candidates on trial against the default versions of their models, as this service sees them.</summary>
internal static class CanaryMetrics
{
    private static readonly ArmMetric[] OfArms =
    [
        new("hep_canary_requests_total", "counter", "Requests that named no version, since the trial began.", f => f.Requests),
        new("hep_canary_failed_total", "counter", "Those of them that a version took and did not answer.", f => f.Failed),
        new("hep_canary_refused_total", "counter", "Those of them that a version did not take, as malformed ones.", f => f.Refused),
        new("hep_canary_latency_seconds", "gauge", "99th percentile of their latency.", f => f.NinetyNinth.TotalSeconds),
    ];

    public static void Write(PrometheusText text, IReadOnlyList<ServedModel> models, CanaryWatch watch)
    {
        const string Percent = "hep_canary_percent", Returns = "hep_canary_returns_total";
        text.Begin(Percent, "gauge", "What a candidate gets of the requests that name no version.");
        foreach (ServedModel model in models)
            if (model.Trial is { Canary: var canary })
                text.Add(Percent, $"model=\"{model.Name}\",version=\"{canary.Version}\"", canary.Percent.GetValueOrDefault());
        foreach (ArmMetric metric in OfArms)
        {
            text.Begin(metric.Name, metric.Type, metric.Help);
            foreach (ServedModel model in models)
            {
                if (model.Trial is not { } trial) continue;
                text.Add(metric.Name, $"model=\"{model.Name}\",arm=\"candidate\"", metric.Value(trial.Candidate.Read()));
                text.Add(metric.Name, $"model=\"{model.Name}\",arm=\"default\"", metric.Value(trial.Stable.Read()));
            }
        }
        text.Begin(Returns, "counter", "Candidates that were taken out as they were worse.");
        foreach (ServedModel model in models)
            if (watch.ReturnsOf(model.Name) is > 0 and var count) text.Add(Returns, $"model=\"{model.Name}\"", count);
    }

    private sealed record ArmMetric(string Name, string Type, string Help, Func<CanaryFigures, double> Value);
}
