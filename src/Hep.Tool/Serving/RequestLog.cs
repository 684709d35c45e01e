using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Hep.Tool.Serving;

/// <summary>A line for each request: when, what, the answer's status, and how long it took.</summary>
internal sealed class RequestLog(TextWriter output)
{
    private readonly Lock _lock = new();

    /// <summary>
    /// Lets the request pass and writes its line when it is answered. The query stays out: it may hold what is not for logs.
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
            string line = string.Create(CultureInfo.InvariantCulture,
                $"{DateTime.Now:HH:mm:ss} {context.Request.Method} {Printable(context.Request.Path)} {context.Response.StatusCode} "
                    + $"{Stopwatch.GetElapsedTime(start).TotalMilliseconds:F1} ms");
            lock (_lock)
            {
                output.WriteLine(line);
                output.Flush();
            }
        }
    }

    // A path comes from anybody: control characters must not reach a terminal.
    private static string Printable(PathString path) => path.ToUriComponent();
}
