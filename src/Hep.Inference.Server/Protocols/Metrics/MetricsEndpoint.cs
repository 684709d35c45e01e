using System.Globalization;
using System.Text;
using Hep.Inference.OnnxRuntime;
using Hep.Inference.Server.Http;
using Hep.Inference.Server.Repository;
using Hep.Inference.Server.Security;
using Hep.Inference.Server.Telemetry;
using Microsoft.AspNetCore.Http;

namespace Hep.Inference.Server.Protocols.Metrics;

/// <summary>
/// <c>GET /metrics</c>: what a Prometheus server scrapes, under Triton's names, so that whatever scales or watches Triton does the same
/// here. Text format 0.0.4; a name and a version hold nothing that would have to be escaped.
/// </summary>
internal sealed class MetricsEndpoint(ModelRepository repository)
{
    private const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>By version of a model; a duration is the sum of microseconds.</summary>
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

    public Task ScrapeAsync(HttpContext context)
    {
        List<(string Labels, PredictorStatistics Statistics, long MemoryBytes)> versions =
        [
            .. repository.Snapshot.ReadableBy(context.Caller()).SelectMany(m => m.Versions).Select(v =>
                (string.Create(CultureInfo.InvariantCulture, $"model=\"{v.Facts.Name}\",version=\"{v.Facts.Version}\""), v.Counts.Read(),
                    v.LoadedBytes)),
        ];
        StringBuilder text = new();
        foreach (Metric metric in Metrics)
        {
            Begin(text, metric.Name, metric.Type, metric.Help);
            foreach ((string labels, PredictorStatistics statistics, _) in versions)
                Add(text, metric.Name, labels, metric.Value(statistics));
        }
        const string Failure = "request_failure";
        Begin(text, Failure, "counter", "Requests that failed, by reason.");
        foreach ((string labels, PredictorStatistics statistics, _) in versions)
            foreach (CallFailure reason in Enum.GetValues<CallFailure>())
                Add(text, Failure, $"{labels},reason=\"{reason.ToString().ToUpperInvariant()}\"", statistics.Failures[(int)reason]);
        text.Append("# HELP hep_model_memory_bytes Memory of a loaded model, as it was measured.\n# TYPE hep_model_memory_bytes gauge\n");
        foreach ((string labels, _, long memory) in versions)
            text.Append(CultureInfo.InvariantCulture, $"hep_model_memory_bytes{{{labels}}} {memory}\n");
        AddMachine(text, MachineLoad.Read());
        return Answer.TextAsync(context, ContentType, text.ToString());
    }

    private static void AddMachine(StringBuilder text, MachineLoad machine)
    {
        AddGauge(text, "nv_cpu_utilization", "Share of all processors that this process uses, since its start.", machine.ProcessorShare);
        AddGauge(text, "nv_cpu_memory_total_bytes", "Memory of the machine.", machine.MemoryBytes);
        AddGauge(text, "nv_cpu_memory_used_bytes", "Memory of the machine that is in use.", machine.UsedMemoryBytes);
    }

    private static void Begin(StringBuilder text, string name, string type, string help) =>
        text.Append(CultureInfo.InvariantCulture, $"# HELP nv_inference_{name} {help}\n# TYPE nv_inference_{name} {type}\n");

    private static void Add(StringBuilder text, string name, string labels, long value) =>
        text.Append(CultureInfo.InvariantCulture, $"nv_inference_{name}{{{labels}}} {value}\n");

    private static void AddGauge(StringBuilder text, string name, string help, double value) =>
        text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} gauge\n{name} {value}\n");

    private static long Microseconds(CountedTime time) => (long)time.Total.TotalMicroseconds;

    private sealed record Metric(string Name, string Type, string Help, Func<PredictorStatistics, long> Value);
}
