using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Hep.Inference.Server.Telemetry;

/// <summary>
/// Tells the operator of requests that were refused or failed. Whoever asks is told why; an operator wants to see what is ours to mend, and
/// who knocks at closed doors.
/// </summary>
internal sealed partial class FailureLog(ServiceTelemetry telemetry, ILogger<FailureLog> logger)
{
    /// <param name="failure">What was thrown.</param>
    /// <param name="status">What the caller is told, as a status of HTTP.</param>
    /// <param name="method">The verb, or the protocol.</param>
    /// <param name="pattern">The route.</param>
    /// <param name="role">What the route lets its caller do; null: what anybody may.</param>
    public void Tell(Exception failure, int status, string method, string pattern, AccessRole? role)
    {
        telemetry.CountFailure(pattern, status);
        if (status == StatusCodes.Status500InternalServerError)
        {
            LogFailure(failure, method, pattern);
            return;
        }
        bool isAdministration = role >= AccessRole.Upload
            || status is StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden;
        LogLevel level = status == StatusCodes.Status503ServiceUnavailable ? LogLevel.Warning
            : isAdministration ? LogLevel.Information
            : LogLevel.Debug;
        LogRefusal(level, method, pattern, status,
            status == StatusCodes.Status503ServiceUnavailable ? WithCause(failure) : failure.Message);
    }

    // A caller is told that a store or a database does not answer; what it said, or what the system did, is the operator's to mend.
    private static string WithCause(Exception failure) =>
        failure.GetBaseException().Message is var cause && failure.Message.Contains(cause, StringComparison.Ordinal)
            ? failure.Message
            : $"{failure.Message} ({cause})";

    [LoggerMessage(EventId = 1, Level = LogLevel.Error, Message = "{Method} {Pattern} failed")]
    private partial void LogFailure(Exception e, string method, string pattern);

    [LoggerMessage(EventId = 3, Message = "{Method} {Pattern} refused with {Status}: {Why}")]
    private partial void LogRefusal(LogLevel level, string method, string pattern, int status, string why);
}
