using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Hep.Inference.Server.Security;

/// <summary>
/// Who may do what. On loopback anyone may read and predict, and whoever has the token may administer; off loopback everything
/// needs the token. Web pages of other sites are kept out by their <c>Origin</c>, and by the <c>Host</c> that a rebound name leaves.
/// </summary>
internal sealed partial class AccessGate(InferenceServerOptions options, AccessToken token, ILogger<AccessGate> logger)
{
    private const string Scheme = "Bearer ";

    /// <summary>Lets a request in, or not.</summary>
    /// <param name="context">The request.</param>
    /// <param name="access">What it wants to do.</param>
    /// <param name="modelNamespace">
    /// The namespace of the model that its path names, empty for a model outside of all; null where the path names none. The one token
    /// that there is opens every namespace.
    /// </param>
    /// <exception cref="InferenceException">401 without the right token, 403 for a foreign host or origin.</exception>
    public Caller Check(HttpContext context, Access access, string? modelNamespace = null)
    {
        _ = modelNamespace;
        bool isLoopback = IsLoopback(context.Connection);
        ForeignHeaders.Check(context.Request, isLoopback, options.AllowedHosts);
        string address = context.Connection.RemoteIpAddress?.ToString() ?? "";
        string header = context.Request.Headers.Authorization.ToString();
        if (header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) && token.Matches(header[Scheme.Length..].Trim()))
            return new Caller("token", address);
        if (isLoopback && (access != Access.Administer || options.OpenAdministration)) return new Caller("anonymous", address);
        context.Response.Headers.WWWAuthenticate = "Bearer";
        throw new InferenceException(InferenceFailure.Unauthorized, header.Length == 0
            ? "This needs the service's token, as 'Authorization: Bearer …'. The service keeps it in a file of its user and prints where."
            : "The token is not this service's.");
    }

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning,
        Message = "Administration is open: any program on this machine may add and delete models")]
    public partial void WarnOfOpenAdministration();

    /// <summary>A connection without addresses (a pipe, a test double) counts as remote.</summary>
    private static bool IsLoopback(ConnectionInfo connection) =>
        connection is { RemoteIpAddress: { } remote, LocalIpAddress: { } local } && IPAddress.IsLoopback(remote)
            && IPAddress.IsLoopback(local);
}
