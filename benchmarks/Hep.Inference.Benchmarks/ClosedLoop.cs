using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text;

namespace Hep.Inference.Benchmarks;

/// <summary>A closed loop: each client sends its next request when the last one is answered, over a connection of its own.</summary>
internal static class ClosedLoop
{
    /// <summary>Sends requests after each client has had one answer, which opens its connection.</summary>
    /// <param name="service">The address.</param>
    /// <param name="exchanges">What is sent, one after the other.</param>
    /// <param name="requests">How many, of all clients together.</param>
    /// <param name="clients">How many at once.</param>
    public static async Task<Measured> RunAsync(Uri service, IReadOnlyList<Exchange> exchanges, int requests, int clients)
    {
        using SocketsHttpHandler handler = new() { MaxConnectionsPerServer = clients, UseProxy = false };
        using HttpClient client = new(handler) { BaseAddress = service };
        await Task.WhenAll(Enumerable.Range(0, clients).Select(c => SendAsync(client, exchanges[c % exchanges.Count])));
        ConcurrentBag<double> milliseconds = [];
        (int next, int failures) = (0, 0);
        long start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Increment(ref next) is var number && number <= requests)
            {
                long sent = Stopwatch.GetTimestamp();
                if ((await SendAsync(client, exchanges[number % exchanges.Count])).Status != HttpStatusCode.OK)
                    Interlocked.Increment(ref failures);
                milliseconds.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
            }
        })));
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        double[] sorted = [.. milliseconds.Order()];
        return new Measured(
            requests / elapsed.TotalSeconds, sorted[sorted.Length / 2], sorted[(int)(sorted.Length * 0.99)], sorted[^1], failures);
    }

    /// <summary>Sends one request.</summary>
    /// <returns>The status, 0 where none came, and what was said where it is not 200.</returns>
    public static async Task<(HttpStatusCode Status, string Said)> SendAsync(HttpClient client, Exchange exchange)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, exchange.Path) { Content = new ByteArrayContent(exchange.Body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", exchange.ContentType);
        foreach ((string name, string value) in exchange.Headers) request.Headers.TryAddWithoutValidation(name, value);
        try
        {
            using HttpResponseMessage response = await client.SendAsync(request);
            byte[] body = await response.Content.ReadAsByteArrayAsync();
            return (response.StatusCode, response.StatusCode == HttpStatusCode.OK ? "" : Encoding.UTF8.GetString(body));
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return (0, e.Message);
        }
    }
}

/// <summary>What a closed loop saw.</summary>
internal sealed record Measured(double Rate, double Median, double NinetyNinth, double Slowest, int Failures);
