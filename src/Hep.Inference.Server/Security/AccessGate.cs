using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Hep.Inference.Server.Security;

/// <summary>
/// Who may do what, in which namespace. Web pages of other sites are kept out by their <c>Origin</c>, and by the <c>Host</c> that a
/// rebound name leaves. What only a body names (<see cref="Caller.Demand"/>) is asked again where it is read.
/// </summary>
internal sealed partial class AccessGate(
    InferenceServerOptions options, CallerIdentity identity, ClientRates rates, ILogger<AccessGate> logger)
{
    /// <summary>Lets a request in, or not.</summary>
    /// <param name="context">The request, with which its caller stays.</param>
    /// <param name="role">What it wants to do.</param>
    /// <param name="model">The model that its path names; null where the path names none.</param>
    /// <exception cref="InferenceException">
    /// 401 for a wrong token or none, 400 for a name that is none, 429 for too many requests, 403 for a foreign host or origin and for
    /// what the caller may not do.
    /// </exception>
    public async ValueTask AdmitAsync(HttpContext context, AccessRole role, string? model = null)
    {
        bool isLoopback = IsLoopback(context.Connection);
        ForeignHeaders.Check(context.Request, isLoopback, options.AllowedHosts);
        Caller caller = await FindAsync(context, isLoopback).ConfigureAwait(false);
        context.SetCaller(caller);
        rates.Count(caller, context.Connection.RemoteIpAddress);
        if (model is null) caller.DemandSomewhere(role);
        else caller.Demand(role, model);
    }

    private async ValueTask<Caller> FindAsync(HttpContext context, bool isLoopback)
    {
        try
        {
            return await identity.FindAsync(context, isLoopback).ConfigureAwait(false);
        }
        catch (InferenceException)
        {
            rates.CountStranger(context.Connection.RemoteIpAddress);
            throw;
        }
    }

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning,
        Message = "Administration is open: any program on this machine may add and delete models")]
    public partial void WarnOfOpenAdministration();

    [LoggerMessage(EventId = 4, Level = LogLevel.Warning, Message = "Anybody who reaches this service may, without a token: {Grants}")]
    public partial void WarnOfOpenService(string grants);

    /// <summary>A connection without addresses (a pipe, a test double) counts as remote.</summary>
    private static bool IsLoopback(ConnectionInfo connection) =>
        connection is { RemoteIpAddress: { } remote, LocalIpAddress: { } local } && IPAddress.IsLoopback(remote)
            && IPAddress.IsLoopback(local);
}
