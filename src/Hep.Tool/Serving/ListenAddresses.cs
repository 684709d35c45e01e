using Microsoft.AspNetCore.Http;

namespace Hep.Tool.Serving;

/// <summary>Where a service listens.</summary>
/// <param name="Urls">For HTTP.</param>
/// <param name="GrpcPort">For gRPC, which without TLS needs a port of its own, on the host of the first URL; null: nowhere, 0: any.</param>
internal sealed record ListenAddresses(IReadOnlyList<string> Urls, int? GrpcPort = null)
{
    /// <summary>The port behind that of HTTP; where the system chooses that one it chooses both.</summary>
    public static int GrpcPortBehind(string url)
    {
        int port = BindingAddress.Parse(url).Port;
        return port == 0 ? 0 : Math.Min(port + 1, 65535);
    }

    /// <summary>Kestrel's settings; the address for gRPC is the last.</summary>
    public Dictionary<string, string?> ToSettings()
    {
        Dictionary<string, string?> settings = [];
        for (int i = 0; i < Urls.Count; i++) settings[$"Kestrel:Endpoints:{i}:Url"] = Urls[i];
        if (GrpcPort is { } port)
        {
            settings[$"Kestrel:Endpoints:{Urls.Count}:Url"] = $"http://{BindingAddress.Parse(Urls[0]).Host}:{port}";
            settings[$"Kestrel:Endpoints:{Urls.Count}:Protocols"] = "Http2";
        }
        return settings;
    }
}
