using Hep.Inference.Server.Http;
using Hep.Inference.Server.Repository;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Hep.Inference.Server.Protocols.OpenInference;

/// <summary>
/// What Triton's clients ask of its extensions that this service has not, and may be told as it is: no traces, no shared memory, and a log
/// that the service's own configuration rules.
/// </summary>
internal sealed class FixedSettings(ModelRepository repository, ILogger<FixedSettings> logger)
{
    public Task TraceAsync(HttpContext context)
    {
        if (context.RouteText("name") is { Length: > 0 } name) repository.Snapshot.Find(name);   // 404 where there is none
        return Answer.JsonAsync(context, """{"trace_level":["OFF"]}""");
    }

    /// <summary>What the log takes, in Triton's words.</summary>
    public Task LogAsync(HttpContext context) => Answer.JsonAsync(context, writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("log_file"u8, "");
        writer.WriteBoolean("log_info"u8, logger.IsEnabled(LogLevel.Information));
        writer.WriteBoolean("log_warning"u8, logger.IsEnabled(LogLevel.Warning));
        writer.WriteBoolean("log_error"u8, logger.IsEnabled(LogLevel.Error));
        writer.WriteNumber("log_verbose_level"u8, logger.IsEnabled(LogLevel.Debug) ? 1 : 0);
        writer.WriteString("log_format"u8, "default");
        writer.WriteEndObject();
    });

    /// <summary>No region was ever registered.</summary>
    public static Task RegionsAsync(HttpContext context) => Answer.JsonAsync(context, "[]");

    /// <summary>Clients take all back that they may have registered before, to begin with.</summary>
    public static Task UnregisterAsync(HttpContext context) => Answer.EmptyAsync(context);
}
