using System.Globalization;
using Hep.Inference.OnnxRuntime;
using Hep.Tool.Arguments;
using Hep.Tool.Terminal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Hep.Tool.Serving;

/// <summary>
/// Traces and metrics by OTLP. Traces are the request as ASP.NET Core tells it, going on with the caller's trace, and below it prediction,
/// queue and run; metrics are those of a scrape. Where they go, and how, stands in the variables of OpenTelemetry; what the command line
/// says goes before.
/// </summary>
internal static class TelemetryExport
{
    private const string Variables = "OTEL_EXPORTER_OTLP_", Endpoint = "ENDPOINT", Protocol = $"{Variables}PROTOCOL",
        ServiceName = "OTEL_SERVICE_NAME", Traces = "TRACES", Metrics = "METRICS";

    private const string Otlp = "otlp", ServerActivities = "Hep.Inference.Server", ServerMetrics = "Hep.Inference.Server.Metrics";

    /// <summary>Series of a name that are told apart: those of some hundred versions. OpenTelemetry adds those beyond together.</summary>
    private const int MostSeries = 10_000;

    /// <summary>Sends traces and metrics where somebody takes them.</summary>
    /// <param name="builder">The service.</param>
    /// <param name="url">
    /// The collector, to whose path <c>v1/traces</c> and <c>v1/metrics</c> are added; null: what the variables say, or nowhere.
    /// </param>
    public static void AddTo(WebApplicationBuilder builder, Uri? url)
    {
        ConfigurationManager settings = builder.Configuration;
        if (url is not null)
            settings.AddInMemoryCollection(
            [
                new($"{Variables}{Endpoint}", url.AbsoluteUri),
                new($"{Variables}{Traces}_{Endpoint}", null), new($"{Variables}{Metrics}_{Endpoint}", null),
            ]);
        bool hasTraces = IsWanted(settings, Traces), hasMetrics = IsWanted(settings, Metrics);
        if (!hasTraces && !hasMetrics) return;
        settings.AddInMemoryCollection(
        [
            new(Protocol, settings[Protocol] is { Length: > 0 } protocol ? protocol : "http/protobuf"),
            new(ServiceName, settings[ServiceName] is { Length: > 0 } name ? name : "hep"),
        ]);
        builder.Services.AddHostedService<CollectorWatch>();
        OpenTelemetryBuilder telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(settings[ServiceName]!, serviceVersion: ShowVersion.Version));
        if (hasTraces)
            telemetry.WithTracing(traces => traces
                .AddAspNetCoreInstrumentation(requests =>
                {
                    requests.Filter = static context => !IsProbe(context.Request.Path);
                    // without values it has keys still, which are callers' words
                    requests.EnrichWithHttpRequest = static (request, _) => request.SetTag("url.query", null);
                })
                .AddSource(ServerActivities, OnnxPredictor.ActivitySourceName)
                .AddOtlpExporter(exporter => Configure(exporter, settings, Traces)));
        if (hasMetrics)
            telemetry.WithMetrics(metrics => metrics
                .AddMeter(ServerMetrics)
                .AddView(static _ => new MetricStreamConfiguration { CardinalityLimit = MostSeries })
                .AddOtlpExporter(exporter => Configure(exporter, settings, Metrics)));
    }

    private static bool IsWanted(ConfigurationManager settings, string signal) =>
        (settings[$"{Variables}{Endpoint}"] is { Length: > 0 } || settings[$"{Variables}{signal}_{Endpoint}"] is { Length: > 0 })
            && (settings[$"OTEL_{signal}_EXPORTER"] is not { Length: > 0 } chosen
                || chosen.Split(',', StringSplitOptions.TrimEntries).Contains(Otlp));

    /// <summary>The variables of one signal go before those of all, which the exporter reads alone.</summary>
    /// <exception cref="ToolException">One of them cannot be meant.</exception>
    private static void Configure(OtlpExporterOptions exporter, ConfigurationManager settings, string signal)
    {
        if (Of("PROTOCOL") is { } protocol)
            exporter.Protocol = protocol == "grpc" ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;
        if (Of("HEADERS") is { } headers) exporter.Headers = headers;
        if (Of(Endpoint) is { } endpoint)
            exporter.Endpoint = Uri.TryCreate(endpoint, UriKind.Absolute, out Uri? url) ? url : throw Refuse(Endpoint, "an address");
        if (Of("TIMEOUT") is { } timeout)
            exporter.TimeoutMilliseconds = int.TryParse(timeout, NumberStyles.None, CultureInfo.InvariantCulture, out int milliseconds)
                ? milliseconds
                : throw Refuse("TIMEOUT", "a number of milliseconds");

        string? Of(string variable) => settings[$"{Variables}{signal}_{variable}"] is { Length: > 0 } value ? value : null;

        ToolException Refuse(string variable, string expected) =>
            new($"{Variables}{signal}_{variable} is '{Of(variable)}': {expected} is expected.");
    }

    // Asked every few seconds by whoever watches the service.
    private static bool IsProbe(PathString path) => path.StartsWithSegments("/v2/health") || path.StartsWithSegments("/metrics");
}
