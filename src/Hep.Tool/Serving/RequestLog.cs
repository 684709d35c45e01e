using System.Diagnostics;
using System.Globalization;
using System.Text;
using Hep.Inference.Server.Telemetry;
using Microsoft.AspNetCore.Http;

namespace Hep.Tool.Serving;

/// <summary>
/// A line for each request: when, what, the answer's status, and how long it took. Requests do not wait for it.
/// </summary>
/// <param name="output">Where the lines go; nothing else may be left to write there that the end must wait for.</param>
internal sealed class RequestLog(Stream output) : IAsyncDisposable
{
    // Who read the lines may have gone away, of which there is nobody to tell.
    private readonly LineWriter _lines = new(
        block => output.WriteAsync(block),
        lost => string.Create(CultureInfo.InvariantCulture, $"{lost} requests more, whose lines nobody took\n"),
        static _ => { });

    /// <summary>
    /// Lets the request pass and has its line written when it is answered. The query stays out: it may hold what is not for logs.
    /// </summary>
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        long start = Stopwatch.GetTimestamp();
        try
        {
            await next(context);
        }
        finally
        {
            _lines.Add(Encoding.UTF8.GetBytes(LineOf(context, Stopwatch.GetElapsedTime(start))));
        }
    }

    /// <summary>Writes what is left, unless nobody takes it.</summary>
    public ValueTask DisposeAsync() => _lines.DisposeAsync();

    // A path comes from anybody: percent signs stand for control characters, which must not reach a terminal.
    private static string LineOf(HttpContext context, TimeSpan elapsed) => string.Create(CultureInfo.InvariantCulture,
        $"{DateTime.Now:HH:mm:ss} {context.Request.Method} {context.Request.Path.ToUriComponent()} {context.Response.StatusCode} "
            + $"{elapsed.TotalMilliseconds:F1} ms\n");
}
