using System.Text.Json;
using Hep.Inference.Server.Http;
using Hep.Inference.Server.Security;
using Hep.Jagged;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Hep.Inference.Server.Routing;

/// <summary>One request through the gate to its handler; whatever goes wrong becomes a status and <c>{"error": …}</c>.</summary>
internal sealed partial class Exchange(AccessGate gate, ILogger<Exchange> logger)
{
    private const string RetryAfterSeconds = "1";

    public async Task InvokeAsync(HttpContext context, Route route)
    {
        try
        {
            gate.Check(context, route.Access);
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
            if (status == StatusCodes.Status500InternalServerError) LogFailure(e, route.Method, route.Pattern);
            await Answer.ErrorAsync(context, status, message).ConfigureAwait(false);
        }
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
}
