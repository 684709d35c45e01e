using Hep.Inference.OnnxRuntime;
using Hep.Inference.Server.Repository;
using static Hep.Inference.Server.Protocols.Metrics.MetricKind;

namespace Hep.Inference.Server.Protocols.Metrics;

/// <summary>What each version of a model has done, under Triton's names; a duration is the sum of microseconds.</summary>
internal static class ModelMetrics
{
    private static readonly Metric[] Metrics =
    [
        new("request_success", Counter, "Requests that were answered.", s => s.Succeeded.Count),
        new("count", Counter, "Rows that were predicted.", s => s.Rows),
        new("exec_count", Counter, "Runs of the model; requests may share one.", s => s.Runs),
        new("pending_request_count", Gauge, "Requests that wait for a run.", s => s.Waiting),
        new("request_duration_us", Counter, "Microseconds from arrival to answer.", s => Microseconds(s.Succeeded)),
        new("queue_duration_us", Counter, "Microseconds of waiting for a run.", s => Microseconds(s.Queue)),
        new("compute_input_duration_us", Counter, "Microseconds of preparing inputs.", s => Microseconds(s.Input)),
        new("compute_infer_duration_us", Counter, "Microseconds of the model itself.", s => Microseconds(s.Infer)),
        new("compute_output_duration_us", Counter, "Microseconds of taking over outputs.", s => Microseconds(s.Output)),
    ];

    public static IEnumerable<MetricFamily> Of(IReadOnlyList<ServedVersion> served)
    {
        (IReadOnlyList<KeyValuePair<string, string>> Labels, PredictorStatistics Statistics, long Memory)[] versions =
            [.. served.Select(v => (MetricLabels.Of(v), v.Counts.Read(), v.LoadedBytes))];
        foreach (Metric metric in Metrics)
            yield return new($"nv_inference_{metric.Name}", metric.Kind, metric.Help,
                [.. versions.Select(v => new MetricSample(v.Labels, metric.Value(v.Statistics)))]);
        yield return new("nv_inference_request_failure", Counter, "Requests that failed, by reason.",
        [
            .. versions.SelectMany(v => Enum.GetValues<CallFailure>().Select(reason =>
                new MetricSample(v.Labels.And("reason", reason.ToString().ToUpperInvariant()), v.Statistics.Failures[(int)reason]))),
        ]);
        yield return new("nv_inference_first_response_histogram_ms", Histogram, "Milliseconds from arrival to answer.",
        [
            .. versions.Select(v => new MetricSample(v.Labels, v.Statistics.Succeeded.Total.TotalMilliseconds)
            {
                Bounds = PredictionCounts.DurationBounds,
                Counts = v.Statistics.Durations,
            }),
        ]);
        yield return new("hep_model_memory_bytes", Gauge, "Memory of a loaded model, as it was measured.",
            [.. versions.Select(v => new MetricSample(v.Labels, v.Memory))]);
    }

    private static double Microseconds(CountedTime time) => Math.Floor(time.Total.TotalMicroseconds);

    private sealed record Metric(string Name, MetricKind Kind, string Help, Func<PredictorStatistics, double> Value);
}
