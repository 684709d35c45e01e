using Hep.Inference.Server.Http;
using Microsoft.AspNetCore.Http;

namespace Hep.Inference.Server.Protocols.OpenInference;

/// <summary>What the service says of itself: <c>/v2</c> and its health.</summary>
internal sealed class ServiceEndpoints(ServiceDrain drain, RepositoryWarmUp warmUp, RepositoryFollower follower)
{
    public const string ServiceName = "hep-inference";

    /// <summary>Only what works is listed.</summary>
    public static readonly string[] Extensions =
    [
        "binary_tensor_data", "classification", "model_configuration", "model_repository", "statistics",
        "hep_events", "hep_repository",
    ];

    public static readonly string ServiceVersion = typeof(ServiceEndpoints).Assembly.GetName().Version!.ToString(3);

    public static Task DescribeAsync(HttpContext context) => Answer.JsonAsync(context, writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("name"u8, ServiceName);
        writer.WriteString("version"u8, ServiceVersion);
        writer.WriteStartArray("extensions"u8);
        foreach (string extension in Extensions) writer.WriteStringValue(extension);
        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    public static Task LiveAsync(HttpContext context) => Answer.JsonAsync(context, """{"live":true}""");

    /// <summary>Not ready while the models warm up, and again while the service drains.</summary>
    public bool IsReady => ReasonsAgainst.Length == 0;

    /// <summary>Whether requests are to be sent here, and if not, why.</summary>
    public Task ReadyAsync(HttpContext context)
    {
        string[] reasons = ReasonsAgainst;
        int status = reasons.Length == 0 ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        return Answer.JsonAsync(context, status, writer =>
        {
            writer.WriteStartObject();
            writer.WriteBoolean("ready"u8, reasons.Length == 0);
            if (reasons.Length > 0) writer.WriteString("error"u8, string.Join(' ', reasons));
            if (follower.Trouble is { } trouble) writer.WriteString("repository"u8, trouble);
            writer.WriteEndObject();
        });
    }

    private string[] ReasonsAgainst =>
    [
        .. warmUp.IsDone ? (string[])[] : ["The models that answer by default are being loaded."],
        .. drain.IsStopping ? (string[])["The service is stopping."] : [],
    ];
}
