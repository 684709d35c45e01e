using System.Net;
using Hep.Tool.Terminal;
using Microsoft.AspNetCore.Http;

namespace Hep.Tool.Serving;

/// <summary>Where a service listens.</summary>
/// <param name="Urls">For HTTP.</param>
/// <param name="GrpcPort">For gRPC, which without TLS needs a port of its own, on the host of the first URL; null: nowhere, 0: any.</param>
/// <param name="Certificate">What is shown at the <c>https</c> ones; null: there are none.</param>
internal sealed record ListenAddresses(IReadOnlyList<string> Urls, int? GrpcPort = null, ServerCertificate? Certificate = null)
{
    private const string Example =
        $"{ServiceClient.DefaultUrl} is one, with localhost, an IP address or * for all of them, and port 0 for any";
    /// <summary>The highest port that there is.</summary>
    public const int LastPort = 65535;


    /// <summary>Whether an address is one of TLS.</summary>
    public static bool IsSecure(string url) => url.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Holds addresses to what can be meant, before Kestrel takes what it does not know for every address of the machine.
    /// </summary>
    /// <param name="urls">The addresses.</param>
    /// <param name="setting">What they are called where they were set.</param>
    /// <exception cref="ToolException">There is none, or one that nobody can listen on.</exception>
    public static void Check(IReadOnlyList<string> urls, string setting)
    {
        if (urls.Count == 0) throw ToolException.Usage($"{setting} has no address to listen on: {Example}.");
        foreach (string url in urls)
            if (!IsAddress(url)) throw ToolException.Usage($"{setting}: '{url}' is no address to listen on: {Example}.");
    }

    /// <summary>The port behind that of HTTP; where the system chooses that one it chooses both.</summary>
    public static int GrpcPortBehind(string url)
    {
        int port = BindingAddress.Parse(url).Port;
        return port == 0 ? 0 : Math.Min(port + 1, LastPort);
    }

    /// <summary>Kestrel's settings; the address for gRPC is the last.</summary>
    public Dictionary<string, string?> ToSettings()
    {
        Dictionary<string, string?> settings = [];
        for (int i = 0; i < Urls.Count; i++) settings[$"Kestrel:Endpoints:{i}:Url"] = Urls[i];
        if (GrpcPort is { } port)
        {
            settings[$"Kestrel:Endpoints:{Urls.Count}:Url"] =
                $"{(IsSecure(Urls[0]) ? "https" : "http")}://{BindingAddress.Parse(Urls[0]).Host}:{port}";
            settings[$"Kestrel:Endpoints:{Urls.Count}:Protocols"] = "Http2";
        }
        if (Certificate is { } certificate)
        {
            settings["Kestrel:Certificates:Default:Path"] = certificate.Path;
            settings["Kestrel:Certificates:Default:KeyPath"] = certificate.KeyPath;
        }
        return settings;
    }

    private static bool IsAddress(string url)
    {
        try
        {
            BindingAddress address = BindingAddress.Parse(url);
            return (IsSecure(url) || address.Scheme.Equals("http", StringComparison.OrdinalIgnoreCase)) && address.PathBase.Length == 0
                && address.Port is >= 0 and <= LastPort && IsHost(address);
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static bool IsHost(BindingAddress address) => address.IsUnixPipe
        || address.Host is "*" or "+"
        || address.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(address.Host, out _) && (address.Host[0] != '[' || address.Host[^1] == ']'));   // not with a port behind it
}
