using OpenTelemetry.Exporter;

namespace Hep.Tool.Serving;

/// <summary>Where each kind of telemetry goes, by which events of the exporter are told apart: they have the address alone.</summary>
internal sealed class CollectorAddresses
{
    private readonly Dictionary<string, string> _signals = new(StringComparer.Ordinal);

    /// <summary>Remembers where a kind goes.</summary>
    /// <param name="signal">The name in sentences, such as <c>Traces</c>.</param>
    /// <param name="path">What the exporter adds to an address of all kinds.</param>
    /// <param name="service">The service of gRPC, which it adds to any address.</param>
    /// <param name="exporter">The exporter's settings, complete.</param>
    /// <param name="isOwn">Whether the address is of this kind alone, to which nothing is added over HTTP.</param>
    public void Add(string signal, string path, string service, OtlpExporterOptions exporter, bool isOwn)
    {
        string address = exporter.Endpoint.AbsoluteUri, added = exporter.Protocol == OtlpExportProtocol.Grpc ? service : isOwn ? "" : path;
        string whole = added.Length == 0 || address.EndsWith(added, StringComparison.Ordinal) ? address : $"{address.TrimEnd('/')}/{added}";
        lock (_signals) _signals[whole] = _signals.TryGetValue(whole, out string? other) && other != signal ? "Telemetry" : signal;
    }

    /// <summary>The kind that goes to an address; <c>Telemetry</c> where several do, or it is not known.</summary>
    public string SignalOf(string? address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out Uri? url)) return "Telemetry";
        lock (_signals) return _signals.GetValueOrDefault(url.AbsoluteUri, "Telemetry");
    }
}
