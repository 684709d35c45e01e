using System.Collections.Concurrent;
using Hep.Inference.Server.Http;
using Microsoft.AspNetCore.Http;

namespace Hep.Inference.Server.Telemetry;

/// <summary>Sees each request begin and end, over HTTP and gRPC alike: counts it by its route, and has its line written.</summary>
internal sealed class RequestWatch(RequestLog log)
{
    private readonly ConcurrentDictionary<(string Method, string Pattern), RouteCounts> _routes = new();
    private int _underWay;

    /// <summary>Requests that are not answered yet.</summary>
    public int UnderWay => Volatile.Read(ref _underWay);

    /// <summary>The routes that were asked for, by pattern: no more than the service has.</summary>
    public IEnumerable<RouteCounts> Routes =>
        _routes.Values.OrderBy(r => r.Pattern, StringComparer.Ordinal).ThenBy(r => r.Method, StringComparer.Ordinal);

    public void Begin(HttpContext context)
    {
        RequestRecord.Of(context).IsWatched = true;   // and its time begins
        Interlocked.Increment(ref _underWay);
    }

    /// <param name="context">The request.</param>
    /// <param name="method">The verb, or the protocol.</param>
    /// <param name="pattern">The route.</param>
    /// <param name="model">The model that it named; null: none.</param>
    /// <param name="status">What it was told, as a status of HTTP.</param>
    public void End(HttpContext context, string method, string pattern, string? model, int status)
    {
        Interlocked.Decrement(ref _underWay);
        RequestRecord record = RequestRecord.Of(context);
        _routes.GetOrAdd((method, pattern), static r => new RouteCounts(r.Method, r.Pattern)).Add(status, record.Elapsed);
        if (log.IsOn) log.Write(context, record, method, pattern, model, status);
    }
}
