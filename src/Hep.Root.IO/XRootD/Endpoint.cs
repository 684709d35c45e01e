using System.Globalization;

namespace Hep.Root.IO.XRootD;

/// <summary>A server, and how it is spoken to.</summary>
/// <param name="Host">A name, or an address without brackets.</param>
/// <param name="Port">Its port.</param>
/// <param name="UsesTls">Whether nothing may go in clear.</param>
/// <param name="User">The user whom the URL names; empty: none.</param>
internal readonly record struct Endpoint(string Host, int Port, bool UsesTls, string User)
{
    /// <summary>A server that another one names as <c>host:port</c>, spoken to in the same way.</summary>
    /// <exception cref="XRootDException">It is none.</exception>
    public static Endpoint Parse(string server, Endpoint like)
    {
        int colon = server.LastIndexOf(':');
        return colon > 0 && int.TryParse(server.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int port)
            && port is > 0 and <= ushort.MaxValue
            ? like with { Host = server[..colon].Trim('[', ']'), Port = port }
            : throw new XRootDException($"'{server}' is no server: a host and a port expected.") { Server = server };
    }

    /// <summary><c>host:port</c>, addresses of IPv6 in brackets.</summary>
    public override string ToString() => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}
