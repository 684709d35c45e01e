using System.Globalization;
using Hep.Inference.Server.Telemetry;

namespace Hep.Inference.Server.Protocols.Metrics;

/// <summary>Requests by route, whatever became of them, and how busy process and machine are.</summary>
internal static class ServiceMetrics
{
    private const string Requests = "hep_requests_total", Durations = "hep_request_duration_seconds";

    public static void Write(PrometheusText text, RequestWatch watch, bool isReady)
    {
        RouteCounts[] routes = [.. watch.Routes];
        text.Begin(Requests, "counter", "Requests that are over, by route and status.");
        foreach (RouteCounts route in routes)
            foreach ((int status, long count) in route.Statuses)
                text.Add(Requests, string.Create(CultureInfo.InvariantCulture, $"{LabelsOf(route)},status=\"{status}\""), count);
        text.Begin(Durations, "histogram", "Seconds from a request's arrival to the end of its answer, by route.");
        foreach (RouteCounts route in routes)
            text.AddHistogram(Durations, LabelsOf(route), RouteCounts.Bounds, route.Durations, route.Total.TotalSeconds);
        text.AddGauge("hep_requests_under_way", "Requests that are not answered yet, this one among them.", watch.UnderWay);
        text.AddGauge("hep_ready", "1 where requests are to be sent here, 0 while it starts or stops.", isReady ? 1 : 0);
    }

    public static void Write(PrometheusText text, MachineLoad machine)
    {
        text.AddGauge("nv_cpu_utilization", "Share of all processors that this process uses, since its start.", machine.ProcessorShare);
        text.AddGauge("nv_cpu_memory_total_bytes", "Memory of the machine.", machine.MemoryBytes);
        text.AddGauge("nv_cpu_memory_used_bytes", "Memory of the machine that is in use.", machine.UsedMemoryBytes);
        text.AddCounter("process_cpu_seconds_total", "Time of all processors that this process took.", machine.ProcessorTime.TotalSeconds);
        text.AddGauge("process_resident_memory_bytes", "Memory of this process.", Environment.WorkingSet);
        text.AddGauge("process_threads", "Threads of this process.", machine.Threads);
        text.AddGauge("dotnet_gc_heap_bytes", "Memory that .NET's objects take.",
            GC.GetTotalMemory(forceFullCollection: false));
    }

    private static string LabelsOf(RouteCounts route) => $"method=\"{route.Method}\",route=\"{route.Pattern}\"";
}
