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

    /// <summary>
    /// Series of a name that are told apart, of all that were ever seen: those of some hundred versions. OpenTelemetry adds those beyond
    /// together, until the service starts again.
    /// </summary>
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
        CheckInterval(settings);
        CollectorAddresses collectors = new();
        builder.Services.AddSingleton(collectors).AddHostedService<CollectorWatch>();
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
                .AddOtlpExporter(exporter =>
                {
                    Configure(exporter, settings, Traces);
                    collectors.Add("Traces", "v1/traces", "opentelemetry.proto.collector.trace.v1.TraceService/Export", exporter,
                        IsOwn(settings, Traces));
                }));
        if (hasMetrics)
            telemetry.WithMetrics(metrics => metrics
                .AddMeter(ServerMetrics)
                .AddView(static _ => new MetricStreamConfiguration { CardinalityLimit = MostSeries })
                .AddOtlpExporter(exporter =>
                {
                    Configure(exporter, settings, Metrics);
                    collectors.Add("Metrics", "v1/metrics", "opentelemetry.proto.collector.metrics.v1.MetricsService/Export", exporter,
                        IsOwn(settings, Metrics));
                }));
    }

    private static bool IsOwn(ConfigurationManager settings, string signal) =>
        settings[$"{Variables}{signal}_{Endpoint}"] is { Length: > 0 };

    private static bool IsWanted(ConfigurationManager settings, string signal) =>
        (settings[$"{Variables}{Endpoint}"] is { Length: > 0 } || IsOwn(settings, signal))
            && (settings[$"OTEL_{signal}_EXPORTER"] is not { Length: > 0 } chosen
                || chosen.Split(',', StringSplitOptions.TrimEntries).Contains(Otlp));

    /// <summary>
    /// Takes the variables of one signal, and where there are none those of all. The exporter knows the latter alone, and what they cannot
    /// mean it takes for nothing, or fails at later.
    /// </summary>
    /// <exception cref="ToolException">One of them cannot be meant.</exception>
    private static void Configure(OtlpExporterOptions exporter, ConfigurationManager settings, string signal)
    {
        if (Of("PROTOCOL") is (var protocolName, var protocol))
            exporter.Protocol = protocol switch
            {
                "grpc" => OtlpExportProtocol.Grpc,
                "http/protobuf" => OtlpExportProtocol.HttpProtobuf,
                _ => throw Refuse(protocolName, "grpc or http/protobuf"),
            };
        if (Of("HEADERS") is (var headersName, var headers))
            exporter.Headers = headers.Split(',').All(h => h.IndexOf('=', StringComparison.Ordinal) > 0)
                ? headers
                : throw Refuse(headersName, "a list such as name=value,other=value");
        if (Of(Endpoint) is (var endpointName, var endpoint))
        {
            if (!Uri.TryCreate(endpoint, UriKind.Absolute, out Uri? url) || url.Scheme is not ("http" or "https"))
                throw Refuse(endpointName, "an address such as http://127.0.0.1:4318");
            if (IsOwn(settings, signal)) exporter.Endpoint = url;   // to the path of one that is set nothing is added
        }
        if (Of("TIMEOUT") is (var timeoutName, var timeout))
            exporter.TimeoutMilliseconds =
                int.TryParse(timeout, NumberStyles.None, CultureInfo.InvariantCulture, out int milliseconds) && milliseconds > 0
                ? milliseconds
                : throw Refuse(timeoutName, "a number of milliseconds above 0");

        (string Name, string Value)? Of(string variable)
        {
            foreach (string name in (string[])[$"{Variables}{signal}_{variable}", $"{Variables}{variable}"])
                if (settings[name] is { Length: > 0 } value) return (name, value);
            return null;
        }

        // without the value: that of an endpoint may have a password, and headers have tokens
        static ToolException Refuse(string name, string expected) =>
            new($"{name} has a value that cannot be meant: {expected} is expected.");
    }

    /// <exception cref="ToolException">Metrics cannot go as often as that.</exception>
    private static void CheckInterval(ConfigurationManager settings)
    {
        const string Interval = "OTEL_METRIC_EXPORT_INTERVAL";
        if (settings[Interval] is { Length: > 0 } text
            && !(int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int milliseconds) && milliseconds > 0))
            throw new ToolException($"{Interval} has a value that cannot be meant: a number of milliseconds above 0 is expected.");
    }

    // Asked every few seconds by whoever watches the service.
    private static bool IsProbe(PathString path) => path.StartsWithSegments("/v2/health") || path.StartsWithSegments("/metrics");
}
