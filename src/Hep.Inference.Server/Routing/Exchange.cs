using Hep.Inference.Server.Http;
using Hep.Inference.Server.Security;
using Hep.Inference.Server.Telemetry;
using Microsoft.AspNetCore.Http;

namespace Hep.Inference.Server.Routing;

/// <summary>One request through the gate to its handler; whatever goes wrong becomes a status and <c>{"error": …}</c>.</summary>
internal sealed class Exchange(AccessGate gate, ServiceTelemetry telemetry, FailureLog failures, AuditLog audit)
{
    public async Task InvokeAsync(HttpContext context, Route route)
    {
        telemetry.CountRequest(context.Request.Method);
        try
        {
            await gate.AdmitAsync(context, route.Role, context.RouteText("name")).ConfigureAwait(false);
            if (context.RouteText("version") is { } version) ModelName.CheckVersion(version);
            await route.Handle(context).ConfigureAwait(false);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            context.Abort();   // nobody listens any more
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            (int status, string message) = Refusal.Of(e);
            if (status == StatusCodes.Status429TooManyRequests) context.Response.Headers.RetryAfter = SecondsUntilRetry(e);
            if (status == StatusCodes.Status401Unauthorized) context.Response.Headers.WWWAuthenticate = "Bearer";
            failures.Tell(e, status, route.Method, route.Pattern, route.Role);
            await Answer.ErrorAsync(context, status, message).ConfigureAwait(false);
        }
        finally
        {
            audit.Note(context, route.Role, route.Name, context.RouteText("name") ?? context.NamedModel(), context.Response.StatusCode);
        }
    }

    private static string SecondsUntilRetry(Exception e) => Math.Max(1, Math.Ceiling(
        (e as InferenceException)?.RetryAfter?.TotalSeconds ?? 1)).ToString(System.Globalization.CultureInfo.InvariantCulture);
}
