using System.Collections.Concurrent;
using System.Net;
using Google.Protobuf;
using Hep.Tool.Tests.Telemetry.Otlp;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Hep.Tool.Tests.Telemetry;

/// <summary>A collector of OTLP over HTTP, which decodes what arrives.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly ConcurrentQueue<ExportTraceServiceRequest> _received = new();
    private readonly ConcurrentQueue<ExportMetricsServiceRequest> _metrics = new();
    private readonly WebApplication _application;

    private OtlpReceiver(WebApplication application)
    {
        _application = application;
        application.MapPost("/v1/traces", context => ReceiveAsync(context, ExportTraceServiceRequest.Parser, _received));
        application.MapPost("/v1/metrics", context => ReceiveAsync(context, ExportMetricsServiceRequest.Parser, _metrics));
    }

    /// <summary>Where it listens.</summary>
    public string Address => _application.Urls.First();

    /// <summary>What services say of themselves.</summary>
    public IEnumerable<Resource> Resources => _received.SelectMany(r => r.ResourceSpans).Select(r => r.Resource);

    /// <summary>All spans that arrived.</summary>
    public IReadOnlyList<Span> Spans =>
        [.. _received.SelectMany(r => r.ResourceSpans).SelectMany(r => r.ScopeSpans).SelectMany(s => s.Spans)];

    /// <summary>All metrics that arrived, parcel by parcel.</summary>
    public IReadOnlyList<IReadOnlyList<Metric>> Metrics =>
        [.. _metrics.Select(r => (Metric[])[.. r.ResourceMetrics.SelectMany(m => m.ScopeMetrics).SelectMany(s => s.Metrics)])];

    /// <summary>What services say of themselves with their metrics.</summary>
    public IEnumerable<Resource> ResourcesOfMetrics => _metrics.SelectMany(r => r.ResourceMetrics).Select(r => r.Resource);

    /// <summary>The status that it refuses them with; null: it takes them.</summary>
    public int? Refusal { get; set; }

    /// <param name="port">Where; 0: at a free port.</param>
    public static async Task<OtlpReceiver> StartAsync(int port = 0)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        OtlpReceiver receiver = new(builder.Build());
        await receiver._application.StartAsync();
        return receiver;
    }

    public async ValueTask DisposeAsync() => await _application.DisposeAsync();

    private async Task ReceiveAsync<T>(HttpContext context, MessageParser<T> parser, ConcurrentQueue<T> received) where T : IMessage<T>
    {
        if (Refusal is { } status)
        {
            context.Response.StatusCode = status;
            return;
        }
        using MemoryStream body = new();
        await context.Request.Body.CopyToAsync(body);
        received.Enqueue(parser.ParseFrom(body.ToArray()));
        context.Response.ContentType = "application/x-protobuf";   // an empty message: everything was taken
    }
}
