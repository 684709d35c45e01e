using Hep.Inference.Server.Http;
using Hep.Inference.Server.Repository;
using Hep.Inference.Server.Security;
using Microsoft.AspNetCore.Http;

namespace Hep.Inference.Server.Protocols.Metrics;

/// <summary><c>GET /metrics</c>: what a Prometheus server scrapes, of the models that the caller may see.</summary>
internal sealed class MetricsEndpoint(ModelRepository repository, ServiceReading service)
{
    public Task ScrapeAsync(HttpContext context)
    {
        ServedModel[] models = [.. repository.Snapshot.ReadableBy(context.Caller())];
        return Answer.TextAsync(context, PrometheusText.ContentType, PrometheusText.Of(service.Read(models)));
    }
}
