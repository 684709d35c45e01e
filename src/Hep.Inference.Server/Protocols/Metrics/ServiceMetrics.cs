using System.Globalization;
using Hep.Inference.Server.Telemetry;
using static Hep.Inference.Server.Protocols.Metrics.MetricKind;

namespace Hep.Inference.Server.Protocols.Metrics;

/// <summary>Requests by route, whatever became of them, and how busy process and machine are.</summary>
internal static class ServiceMetrics
{
    public static IEnumerable<MetricFamily> Of(RequestWatch watch, bool isReady)
    {
        (IReadOnlyList<KeyValuePair<string, string>> Labels, RouteCounts Counts)[] routes =
            [.. watch.Routes.Select(r => (MetricLabels.Of(("method", r.Method), ("route", r.Pattern)), r))];
        yield return new("hep_requests_total", Counter, "Requests that are over, by route and status.",
        [
            .. routes.SelectMany(r => r.Counts.Statuses.Select(s =>
                new MetricSample(r.Labels.And("status", s.Status.ToString(CultureInfo.InvariantCulture)), s.Count))),
        ]);
        yield return new("hep_request_duration_seconds", Histogram,
            "Seconds from a request's arrival to the end of its answer, by route.",
        [
            .. routes.Select(r => new MetricSample(r.Labels, r.Counts.Total.TotalSeconds)
            {
                Bounds = RouteCounts.Bounds,
                Counts = r.Counts.Durations,
            }),
        ]);
        yield return One("hep_requests_under_way", Gauge, "Requests that are not answered yet, this one among them.", watch.UnderWay);
        yield return One("hep_ready", Gauge, "1 where requests are to be sent here, 0 while it starts or stops.", isReady ? 1 : 0);
    }

    public static IEnumerable<MetricFamily> Of(MachineLoad machine) =>
    [
        One("nv_cpu_utilization", Gauge, "Share of all processors that this process uses, since its start.", machine.ProcessorShare),
        One("nv_cpu_memory_total_bytes", Gauge, "Memory of the machine.", machine.MemoryBytes),
        One("nv_cpu_memory_used_bytes", Gauge, "Memory of the machine that is in use.", machine.UsedMemoryBytes),
        One("process_cpu_seconds_total", Counter, "Time of all processors that this process took.", machine.ProcessorTime.TotalSeconds),
        One("process_resident_memory_bytes", Gauge, "Memory of this process.", Environment.WorkingSet),
        One("process_threads", Gauge, "Threads of this process.", machine.Threads),
        One("dotnet_gc_heap_bytes", Gauge, "Memory that .NET's objects take.", GC.GetTotalMemory(forceFullCollection: false)),
    ];

    private static MetricFamily One(string name, MetricKind kind, string help, double value) =>
        new(name, kind, help, [new MetricSample([], value)]);
}
