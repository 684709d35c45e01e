using System.Net;
using Microsoft.AspNetCore.Http;

namespace Hep.Inference.Server.Security;

/// <summary>
/// Refuses requests that a browser sends for somebody else's page: those with an <c>Origin</c> that is not this service, and on
/// loopback those whose <c>Host</c> is a name that only pretends to be this machine (DNS rebinding).
/// </summary>
internal static class ForeignHeaders
{
    /// <exception cref="InferenceException">403.</exception>
    public static void Check(HttpRequest request, bool isLoopback, IReadOnlyList<string> allowedHosts)
    {
        string host = request.Host.Host;
        if (isLoopback && !IsOfLoopback(host) && !allowedHosts.Contains(host, StringComparer.OrdinalIgnoreCase))
            throw new InferenceException(InferenceFailure.Forbidden,
                "The header 'Host' names another machine: use localhost or 127.0.0.1, or allow the name (AllowedHosts).");
        if (request.Headers.Origin.Count > 0 && !IsOwn(request.Headers.Origin.ToString(), request))
            throw new InferenceException(InferenceFailure.Forbidden,
                "The header 'Origin' names another site, which may not use this service from a browser.");
    }

    private static bool IsOfLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(host, out IPAddress? address) && IPAddress.IsLoopback(address));

    private static bool IsOwn(string origin, HttpRequest request) =>
        origin.Equals($"{request.Scheme}://{request.Host.Value}", StringComparison.OrdinalIgnoreCase);
}
