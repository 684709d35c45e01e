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
    /// <param name="role">What it wants to do; null: what anybody may.</param>
    /// <param name="model">The model that its path names; null where the path names none.</param>
    /// <exception cref="InferenceException">
    /// 401 for a wrong token or none, 400 for a name that is none, 429 for too many requests, 403 for a foreign host or origin and for
    /// what the caller may not do.
    /// </exception>
    public ValueTask AdmitAsync(HttpContext context, AccessRole? role, string? model = null)
    {
        ValueTask entering = EnterAsync(context);
        if (!entering.IsCompletedSuccessfully) return AdmitLaterAsync(entering, context, role, model);
        Demand(context, role, model);
        return ValueTask.CompletedTask;
    }

    /// <summary>Who asks, and whether from there: the first half of <see cref="AdmitAsync"/>, before it is known what for.</summary>
    /// <exception cref="InferenceException">As <see cref="AdmitAsync"/>, but for what the caller may do.</exception>
    public async ValueTask EnterAsync(HttpContext context)
    {
        ForeignHeaders.Check(context.Request, IsLoopback(context.Connection), options.AllowedHosts);
        await IdentifyAsync(context).ConfigureAwait(false);
        rates.Count(context, context.Caller());
    }

    /// <summary>Lets one message more of a stream in, or not; <see cref="IdentifyAsync"/> goes before.</summary>
    /// <exception cref="InferenceException">As <see cref="AdmitAsync"/>.</exception>
    public void AdmitMessage(HttpContext context, AccessRole role, string model)
    {
        rates.Count(context, context.Caller());
        context.Caller().Demand(role, model);
    }

    /// <summary>Who asks, from now on: with a stream that lasts, tokens are revoked and expire.</summary>
    /// <exception cref="InferenceException">401: the token is nobody's; 503: it cannot be told now; 429: too many of these.</exception>
    public async ValueTask IdentifyAsync(HttpContext context)
    {
        try
        {
            context.SetCaller(await identity.FindAsync(context, IsLoopback(context.Connection)).ConfigureAwait(false));
        }
        catch (InferenceException)
        {
            rates.Count(context, caller: null);
            throw;
        }
    }

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning,
        Message = "Administration is open: any program on this machine may add and delete models")]
    public partial void WarnOfOpenAdministration();

    [LoggerMessage(EventId = 4, Level = LogLevel.Warning, Message = "Anybody who reaches this service may, without a token: {Grants}")]
    public partial void WarnOfOpenService(string grants);

    private static async ValueTask AdmitLaterAsync(ValueTask entering, HttpContext context, AccessRole? role, string? model)
    {
        await entering.ConfigureAwait(false);
        Demand(context, role, model);
    }

    private static void Demand(HttpContext context, AccessRole? role, string? model)
    {
        if (role is not { } wanted) return;
        if (model is null) context.Caller().DemandSomewhere(wanted);
        else context.Caller().Demand(wanted, model);
    }

    /// <summary>A connection without addresses (a pipe, a test double) counts as remote.</summary>
    private static bool IsLoopback(ConnectionInfo connection) =>
        connection is { RemoteIpAddress: { } remote, LocalIpAddress: { } local } && IPAddress.IsLoopback(remote)
            && IPAddress.IsLoopback(local);
}
