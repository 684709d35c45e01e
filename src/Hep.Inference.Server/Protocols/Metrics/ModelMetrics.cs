using System.Globalization;
using Hep.Inference.OnnxRuntime;
using Hep.Inference.Server.Repository;

namespace Hep.Inference.Server.Protocols.Metrics;

/// <summary>What each version of a model has done, under Triton's names; a duration is the sum of microseconds.</summary>
internal static class ModelMetrics
{
    private const string Failure = "nv_inference_request_failure", Answered = "nv_inference_first_response_histogram_ms",
        Memory = "hep_model_memory_bytes";

    private static readonly Metric[] Metrics =
    [
        new("request_success", "counter", "Requests that were answered.", s => s.Succeeded.Count),
        new("count", "counter", "Rows that were predicted.", s => s.Rows),
        new("exec_count", "counter", "Runs of the model; requests may share one.", s => s.Runs),
        new("pending_request_count", "gauge", "Requests that wait for a run.", s => s.Waiting),
        new("request_duration_us", "counter", "Microseconds from arrival to answer.", s => Microseconds(s.Succeeded)),
        new("queue_duration_us", "counter", "Microseconds of waiting for a run.", s => Microseconds(s.Queue)),
        new("compute_input_duration_us", "counter", "Microseconds of preparing inputs.", s => Microseconds(s.Input)),
        new("compute_infer_duration_us", "counter", "Microseconds of the model itself.", s => Microseconds(s.Infer)),
        new("compute_output_duration_us", "counter", "Microseconds of taking over outputs.", s => Microseconds(s.Output)),
    ];

    public static void Write(PrometheusText text, IReadOnlyList<ServedVersion> served)
    {
        (string Labels, PredictorStatistics Statistics, long Memory)[] versions =
            [.. served.Select(v => (LabelsOf(v), v.Counts.Read(), v.LoadedBytes))];
        foreach (Metric metric in Metrics)
        {
            text.Begin($"nv_inference_{metric.Name}", metric.Type, metric.Help);
            foreach ((string labels, PredictorStatistics statistics, _) in versions)
                text.Add($"nv_inference_{metric.Name}", labels, metric.Value(statistics));
        }
        text.Begin(Failure, "counter", "Requests that failed, by reason.");
        foreach ((string labels, PredictorStatistics statistics, _) in versions)
            foreach (CallFailure reason in Enum.GetValues<CallFailure>())
                text.Add(Failure, $"{labels},reason=\"{reason.ToString().ToUpperInvariant()}\"", statistics.Failures[(int)reason]);
        text.Begin(Answered, "histogram", "Milliseconds from arrival to answer.");
        foreach ((string labels, PredictorStatistics statistics, _) in versions)
            text.AddHistogram(Answered, labels, PredictionCounts.DurationBounds, statistics.Durations,
                statistics.Succeeded.Total.TotalMilliseconds);
        text.Begin(Memory, "gauge", "Memory of a loaded model, as it was measured.");
        foreach ((string labels, _, long memory) in versions) text.Add(Memory, labels, memory);
    }

    /// <summary>A version's labels: names hold nothing that would have to be escaped.</summary>
    public static string LabelsOf(ServedVersion version) =>
        string.Create(CultureInfo.InvariantCulture, $"model=\"{version.Facts.Name}\",version=\"{version.Facts.Version}\"");

    private static double Microseconds(CountedTime time) => Math.Floor(time.Total.TotalMicroseconds);

    private sealed record Metric(string Name, string Type, string Help, Func<PredictorStatistics, double> Value);
}
