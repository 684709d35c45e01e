using System.Text.Json;
using Hep.Inference.Server.Http;
using Hep.Inference.Server.Repository;
using Hep.Inference.Server.Security;
using Hep.Inference.Server.Telemetry;
using Hep.Jagged;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Hep.Inference.Server.Routing;

/// <summary>One request through the gate to its handler; whatever goes wrong becomes a status and <c>{"error": …}</c>.</summary>
internal sealed partial class Exchange(AccessGate gate, ServiceTelemetry telemetry, ILogger<Exchange> logger)
{
    private const string RetryAfterSeconds = "1";

    public async Task InvokeAsync(HttpContext context, Route route)
    {
        try
        {
            context.SetCaller(gate.Check(context, route.Access, ModelName.NamespaceOf(context.RouteText("name"))));
            await route.Handle(context).ConfigureAwait(false);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            context.Abort();   // nobody listens any more
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            (int status, string message) = Explain(e);
            if (status == StatusCodes.Status429TooManyRequests) context.Response.Headers.RetryAfter = RetryAfterSeconds;
            Tell(e, status, route);
            await Answer.ErrorAsync(context, status, message).ConfigureAwait(false);
        }
    }

    // Whoever asks is told why; an operator wants to see what is ours to mend, and who knocks at closed doors.
    private void Tell(Exception e, int status, Route route)
    {
        telemetry.CountFailure(route.Pattern, status);
        if (status == StatusCodes.Status500InternalServerError)
        {
            LogFailure(e, route.Method, route.Pattern);
            return;
        }
        bool isAdministration = route.Access == Access.Administer
            || status is StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden;
        LogLevel level = status == StatusCodes.Status503ServiceUnavailable ? LogLevel.Warning
            : isAdministration ? LogLevel.Information
            : LogLevel.Debug;
        LogRefusal(level, route.Method, route.Pattern, status, e.Message);
    }

    private static (int Status, string Message) Explain(Exception e) => e switch
    {
        InferenceException failure => (InferenceFailures.ToStatus(failure.Failure), failure.Message),
        PipelineException failure => (StatusCodes.Status400BadRequest, failure.Message),
        BadHttpRequestException failure => (failure.StatusCode, failure.Message),
        JsonException failure => (StatusCodes.Status400BadRequest, $"The body is not the JSON it should be: {failure.Message}"),
        _ => (StatusCodes.Status500InternalServerError, "The service failed on this request; its log says why."),
    };

    [LoggerMessage(EventId = 1, Level = LogLevel.Error, Message = "{Method} {Pattern} failed")]
    private partial void LogFailure(Exception e, string method, string pattern);

    [LoggerMessage(EventId = 3, Message = "{Method} {Pattern} refused with {Status}: {Why}")]
    private partial void LogRefusal(LogLevel level, string method, string pattern, int status, string why);
}
