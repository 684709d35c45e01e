using Hep.Inference.OnnxRuntime;
using Hep.Tool.Arguments;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Hep.Tool.Serving;

/// <summary>
/// Traces by OTLP: the request as ASP.NET Core tells it, going on with the caller's trace, and below it prediction, queue and run. Where
/// they go, and how, stands in the variables of OpenTelemetry; what the command line says goes before.
/// </summary>
internal static class TraceExport
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT", TracesEndpoint = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
        Protocol = "OTEL_EXPORTER_OTLP_PROTOCOL", ServiceName = "OTEL_SERVICE_NAME";

    private const string ServerActivities = "Hep.Inference.Server";

    /// <summary>Sends traces where somebody takes them.</summary>
    /// <param name="builder">The service.</param>
    /// <param name="url">The collector, to whose path <c>v1/traces</c> is added; null: what the variables say, or nowhere.</param>
    public static void AddTo(WebApplicationBuilder builder, Uri? url)
    {
        ConfigurationManager settings = builder.Configuration;
        if (url is not null)
            settings.AddInMemoryCollection([new(Endpoint, url.AbsoluteUri), new(TracesEndpoint, null)]);
        if (string.IsNullOrEmpty(settings[Endpoint]) && string.IsNullOrEmpty(settings[TracesEndpoint])) return;
        settings.AddInMemoryCollection(
        [
            new(Protocol, settings[Protocol] is { Length: > 0 } protocol ? protocol : "http/protobuf"),
            new(ServiceName, settings[ServiceName] is { Length: > 0 } name ? name : "hep"),
        ]);
        builder.Services.AddHostedService<CollectorWatch>();
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(settings[ServiceName]!, serviceVersion: ShowVersion.Version))
            .WithTracing(traces => traces
                .AddAspNetCoreInstrumentation(requests =>
                {
                    requests.Filter = static context => !IsProbe(context.Request.Path);
                    // without values it has keys still, which are callers' words
                    requests.EnrichWithHttpRequest = static (request, _) => request.SetTag("url.query", null);
                })
                .AddSource(ServerActivities, OnnxPredictor.ActivitySourceName)
                .AddOtlpExporter());
    }

    // Asked every few seconds by whoever watches the service.
    private static bool IsProbe(PathString path) => path.StartsWithSegments("/v2/health") || path.StartsWithSegments("/metrics");
}
