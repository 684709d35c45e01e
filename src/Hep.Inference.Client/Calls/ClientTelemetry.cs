using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace Hep.Inference.Client;

/// <summary>
/// What an application sees of its calls, under the name <c>Hep.Inference.Client</c>; the requests themselves are told of by
/// <c>System.Net.Http</c>.
/// </summary>
internal static partial class ClientTelemetry
{
    public const string Name = "Hep.Inference.Client";

    private static readonly ActivitySource Activities = new(Name);
    private static readonly Meter Meter = new(Name);
    private static readonly Counter<long> Events =
        Meter.CreateCounter<long>("hep.client.events", "{event}", "Events that a service predicted.");
    private static readonly Counter<long> Retries =
        Meter.CreateCounter<long>("hep.client.retries", "{attempt}", "Further attempts of calls that the service could not take.");

    private static readonly Counter<long> Fallbacks =
        Meter.CreateCounter<long>("hep.client.fallbacks", "{attempt}", "Calls that went on to another server, as one could not answer.");
    private static readonly Histogram<double> Durations = Meter.CreateHistogram<double>("hep.client.call.duration", "s",
        "How long calls took, with all their attempts.");

    /// <summary>A call has ended.</summary>
    /// <param name="call">What it was.</param>
    /// <param name="outcome"><c>ok</c>, <c>cancelled</c>, or the kind of the failure.</param>
    /// <param name="time">With all attempts and the waiting between them.</param>
    public static void Measure(string call, string outcome, TimeSpan time) => Durations.Record(time.TotalSeconds,
        new KeyValuePair<string, object?>("hep.call", call), new KeyValuePair<string, object?>("hep.outcome", outcome));

    /// <summary>The activity of one batch of events, which may travel in several requests.</summary>
    public static Activity? StartPrediction(string model, int eventCount) =>
        Activities.StartActivity("predict", ActivityKind.Client)?.SetTag("hep.model", model).SetTag("hep.rows", eventCount);

    public static void CountEvents(string model, int count) => Events.Add(count, new KeyValuePair<string, object?>("hep.model", model));

    /// <summary>A call is sent again.</summary>
    public static void TellRetry(ILogger logger, int attempt, TimeSpan delay, string why)
    {
        Retries.Add(1);
        LogRetry(logger, attempt, delay.TotalSeconds, why);
    }

    /// <summary>A server could not answer, and the next is asked.</summary>
    public static void TellFallback(ILogger logger, Uri failed, Uri next, string why)
    {
        Fallbacks.Add(1);
        LogFallback(logger, failed, next, why);
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Information,
        Message = "Model {Model}: version {Version} uploaded to {Service} ({Digest})")]
    public static partial void LogUploaded(ILogger logger, string model, int version, Uri? service, string digest);

    [LoggerMessage(EventId = 2, Level = LogLevel.Information, Message = "Model {Model}: {What} deleted at {Service}")]
    public static partial void LogDeleted(ILogger logger, string model, string what, Uri? service);

    [LoggerMessage(EventId = 3, Level = LogLevel.Debug, Message = "{Method} {Address} answered with {Status}")]
    public static partial void LogAnswer(ILogger logger, HttpMethod method, Uri? address, int status);

    [LoggerMessage(EventId = 4, Level = LogLevel.Warning,
        Message = "The service did not take a call ({Why}): attempt {Attempt} follows in {Delay:F1} s")]
    private static partial void LogRetry(ILogger logger, int attempt, double delay, string why);

    [LoggerMessage(EventId = 5, Level = LogLevel.Warning, Message = "{Service} could not answer, {Next} is asked: {Why}")]
    private static partial void LogFallback(ILogger logger, Uri service, Uri next, string why);
}
