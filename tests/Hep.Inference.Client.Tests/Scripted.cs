using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace Hep.Inference.Client.Tests;

/// <summary>A server of somebody else on a free port, which answers what a test says and remembers what it was asked.</summary>
internal sealed class Scripted : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly List<(string Request, byte[] Body, IHeaderDictionary Headers)> _asked = [];

    private Scripted(Func<HttpContext, int, Task> answer, HttpProtocols protocols)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(
            System.Net.IPAddress.Loopback, 0, at => at.Protocols = protocols));
        _application = builder.Build();
        _application.Run(async context =>
        {
            using MemoryStream body = new();
            await context.Request.Body.CopyToAsync(body);
            int number;
            lock (_asked)
            {
                _asked.Add(($"{context.Request.Method} {context.Request.Path}", body.ToArray(),
                    new HeaderDictionary(new Dictionary<string, StringValues>(context.Request.Headers))));   // its own are used again
                number = _asked.Count;
            }
            body.Position = 0;
            context.Request.Body = body;
            await answer(context, number);
        });
    }

    public Uri Address => new(_application.Urls.First());

    public int Calls
    {
        get
        {
            lock (_asked) return _asked.Count;
        }
    }

    /// <summary>What it was asked: verb and path, body, headers.</summary>
    public IReadOnlyList<(string Request, byte[] Body, IHeaderDictionary Headers)> Asked
    {
        get
        {
            lock (_asked) return [.. _asked];
        }
    }

    /// <param name="answer">Answers a request; the number counts from 1.</param>
    /// <param name="protocols">HTTP/1.1, or for gRPC HTTP/2.</param>
    public static async Task<Scripted> StartAsync(
        Func<HttpContext, int, Task> answer, HttpProtocols protocols = HttpProtocols.Http1)
    {
        Scripted server = new(answer, protocols);
        await server._application.StartAsync();
        return server;
    }

    /// <summary>Always the same JSON.</summary>
    public static Task<Scripted> StartAsync(string json) => StartAsync((context, _) => context.Response.WriteAsync(json));

    /// <summary>Always the same status, and when to come again.</summary>
    public static Task<Scripted> StartAsync(int status, string? retryAfter = null) => StartAsync((context, _) =>
    {
        context.Response.StatusCode = status;
        if (retryAfter is not null) context.Response.Headers.RetryAfter = retryAfter;
        return context.Response.WriteAsync("""{"error":"as told"}""");
    });

    /// <summary>Over gRPC always the same status, with a trailer.</summary>
    public static Task<Scripted> StartGrpcAsync(StatusCode status, (string Name, string Value) trailer) => StartAsync((context, _) =>
    {
        context.Response.ContentType = "application/grpc";
        context.Response.Headers["grpc-status"] = $"{(int)status}";
        context.Response.Headers[trailer.Name] = trailer.Value;
        return Task.CompletedTask;
    }, HttpProtocols.Http2);

    public async ValueTask DisposeAsync() => await _application.DisposeAsync();
}
