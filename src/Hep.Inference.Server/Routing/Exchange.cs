using Hep.Inference.Server.Http;
using Hep.Inference.Server.Security;
using Hep.Inference.Server.Telemetry;
using Microsoft.AspNetCore.Http;

namespace Hep.Inference.Server.Routing;

/// <summary>One request through the gate to its handler; whatever goes wrong becomes a status and <c>{"error": …}</c>.</summary>
internal sealed class Exchange(
    AccessGate gate, ServiceTelemetry telemetry, RequestWatch watch, FailureLog failures, AuditLog audit, ServiceDrain drain)
{
    public async Task InvokeAsync(HttpContext context, Route route)
    {
        telemetry.CountRequest(context.Request.Method);
        watch.Begin(context);
        if (drain.IsStopping && HttpProtocol.IsHttp11(context.Request.Protocol)) context.Response.Headers.Connection = "close";
        int status = StatusCodes.Status500InternalServerError;
        try
        {
            context.LimitByHeader();
            await gate.AdmitAsync(context, route.Role, context.RouteText("name")).ConfigureAwait(false);
            if (context.RouteText("version") is { } version) ModelName.CheckVersion(version);
            await route.Handle(context).ConfigureAwait(false);
            status = context.Response.StatusCode;
        }
        catch (Exception) when (context.IsAbandoned())
        {
            status = StatusCodes.Status499ClientClosedRequest;
            context.Abort();   // nobody listens any more
        }
        catch (OperationCanceledException) when (context.Response.HasStarted)
        {
            status = StatusCodes.Status504GatewayTimeout;
            context.Abort();   // its time is over: the part that it has must not pass for the whole
        }
        catch (Exception failure) when (!context.Response.HasStarted)
        {
            Exception e = RequestDeadline.Explain(context, failure);
            (status, string message) = Refusal.Of(e);
            if (Refusal.RetryAfter(e) is { } seconds) context.Response.Headers.RetryAfter = seconds;
            if (status == StatusCodes.Status401Unauthorized) context.Response.Headers.WWWAuthenticate = "Bearer";
            failures.Tell(e, status, route.Method, route.Pattern, route.Role);
            await Answer.ErrorAsync(context, status, message).ConfigureAwait(false);
        }
        finally
        {
            string? model = context.RouteText("name") ?? context.NamedModel();
            audit.Note(context, route.Role, route.Name, model, status);
            watch.End(context, route.Method, route.Pattern, model, status);
        }
    }
}
