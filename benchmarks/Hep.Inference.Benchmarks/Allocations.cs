using System.Collections.Concurrent;
using System.Diagnostics.Tracing;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Hep.Inference.Benchmarks;

/// <summary>
/// What a request allocates in a service of this process, and of which types most is; the client, a bare socket, allocates nothing.
/// </summary>
internal static class Allocations
{
    private const int Warm = 20_000, Count = 20_000, MostTypes = 25;

    public static void Measure(Uri service, string name)
    {
        Exchange exchange = Exchange.Make(name, "big");
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(IPAddress.Loopback, service.Port);
        byte[] request = Write(service, exchange), answer = new byte[64 * 1024];
        for (int i = 0; i < Warm; i++) Send();
        (long before, int collections) = (GC.GetTotalAllocatedBytes(precise: true), GC.CollectionCount(0));
        for (int i = 0; i < Count; i++) Send();
        double bytes = (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)Count;
        Console.WriteLine($"{name}: {bytes:F0} bytes a request, "
            + $"{(GC.CollectionCount(0) - collections) * 1000.0 / Count:F2} collections a thousand, "
            + $"answered with {Encoding.ASCII.GetString(answer, 0, 15)}");
        using TypesOfAllocations types = new();
        for (int i = 0; i < 5 * Count; i++) Send();
        foreach ((string type, double share) in types.Shares.Take(MostTypes)) Console.WriteLine($"  {bytes * share,6:F0} {type}");

        void Send()
        {
            socket.Send(request);
            if (socket.Receive(answer) == 0) throw new IOException("The service closed the connection.");
        }
    }

    private static byte[] Write(Uri service, Exchange exchange)
    {
        StringBuilder head = new();
        head.Append(CultureInfo.InvariantCulture, $"POST {exchange.Path} HTTP/1.1\r\nHost: {service.Authority}\r\n");
        head.Append(CultureInfo.InvariantCulture, $"Content-Type: {exchange.ContentType}\r\nContent-Length: {exchange.Body.Length}\r\n");
        foreach ((string name, string value) in exchange.Headers) head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        return [.. Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), .. exchange.Body];
    }

    /// <summary>The runtime tells the type of one object about every 100 kB.</summary>
    private sealed class TypesOfAllocations : EventListener
    {
        private const int GarbageCollection = 1;

        private readonly ConcurrentDictionary<string, int> _counts = new();

        public IEnumerable<(string Type, double Share)> Shares =>
            _counts.OrderByDescending(c => c.Value).Select(c => (c.Key, c.Value / (double)_counts.Values.Sum()));

        protected override void OnEventSourceCreated(EventSource source)
        {
            if (source.Name == "Microsoft-Windows-DotNETRuntime")
                EnableEvents(source, EventLevel.Verbose, (EventKeywords)GarbageCollection);
        }

        protected override void OnEventWritten(EventWrittenEventArgs written)
        {
            if (written.EventName?.StartsWith("GCAllocationTick", StringComparison.Ordinal) == true)
                _counts.AddOrUpdate((string)written.Payload![5]!, 1, (_, n) => n + 1);
        }
    }
}
