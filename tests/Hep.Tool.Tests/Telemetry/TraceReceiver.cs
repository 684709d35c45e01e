using System.Collections.Concurrent;
using System.Net;
using Hep.Tool.Tests.Telemetry.Otlp;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Hep.Tool.Tests.Telemetry;

/// <summary>A collector of OTLP over HTTP, which decodes what arrives.</summary>
internal sealed class TraceReceiver : IAsyncDisposable
{
    private readonly ConcurrentQueue<ExportTraceServiceRequest> _received = new();
    private readonly WebApplication _application;

    private TraceReceiver(WebApplication application)
    {
        _application = application;
        application.MapPost("/v1/traces", ReceiveAsync);
    }

    /// <summary>Where it listens.</summary>
    public string Address => _application.Urls.First();

    /// <summary>What services say of themselves.</summary>
    public IEnumerable<Resource> Resources => _received.SelectMany(r => r.ResourceSpans).Select(r => r.Resource);

    /// <summary>All spans that arrived.</summary>
    public IReadOnlyList<Span> Spans =>
        [.. _received.SelectMany(r => r.ResourceSpans).SelectMany(r => r.ScopeSpans).SelectMany(s => s.Spans)];

    /// <summary>The status that it refuses traces with; null: it takes them.</summary>
    public int? Refusal { get; set; }

    /// <param name="port">Where; 0: at a free port.</param>
    public static async Task<TraceReceiver> StartAsync(int port = 0)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        TraceReceiver receiver = new(builder.Build());
        await receiver._application.StartAsync();
        return receiver;
    }

    public async ValueTask DisposeAsync() => await _application.DisposeAsync();

    private async Task ReceiveAsync(HttpContext context)
    {
        if (Refusal is { } status)
        {
            context.Response.StatusCode = status;
            return;
        }
        using MemoryStream body = new();
        await context.Request.Body.CopyToAsync(body);
        _received.Enqueue(ExportTraceServiceRequest.Parser.ParseFrom(body.ToArray()));
        context.Response.ContentType = "application/x-protobuf";   // an empty message: everything was taken
    }
}
