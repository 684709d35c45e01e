using Hep.Inference.Server.Http;
using Hep.Inference.Server.Protocols.OpenInference;
using Hep.Inference.Server.Repository;
using Hep.Inference.Server.Security;
using Hep.Inference.Server.Telemetry;
using Microsoft.AspNetCore.Http;

namespace Hep.Inference.Server.Protocols.Metrics;

/// <summary>
/// <c>GET /metrics</c>: what a Prometheus server scrapes. What Triton has is under Triton's names, so that whatever scales or watches
/// Triton does the same here; what it has not is under <c>hep_</c>.
/// </summary>
internal sealed class MetricsEndpoint(ModelRepository repository, RequestWatch watch, CanaryWatch canaries, ServiceEndpoints service)
{
    public Task ScrapeAsync(HttpContext context)
    {
        ServedModel[] models = [.. repository.Snapshot.ReadableBy(context.Caller())];
        ServedVersion[] versions = [.. models.SelectMany(m => m.Versions)];
        PrometheusText text = new();
        ModelMetrics.Write(text, versions);
        CanaryMetrics.Write(text, models, canaries);
        DriftMetrics.Write(text, versions);
        ServiceMetrics.Write(text, watch, service.IsReady);
        ServiceMetrics.Write(text, MachineLoad.Read());
        return Answer.TextAsync(context, PrometheusText.ContentType, text.ToString());
    }
}
