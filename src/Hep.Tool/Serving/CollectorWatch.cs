using System.Diagnostics.Tracing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Hep.Tool.Serving;

/// <summary>
/// Tells once that traces, or metrics, do not come to their collector, and once that they do again. The exporter itself drops them
/// silently, and says so in events of .NET alone, one for each parcel, the first of whose arguments is where it was to go.
/// </summary>
internal sealed partial class CollectorWatch(CollectorAddresses collectors, ILogger<CollectorWatch> logger) : EventListener, IHostedService
{
    private const string Exporter = "OpenTelemetry-Exporter-OpenTelemetryProtocol";

    private readonly Lock _lock = new();
    private readonly HashSet<string> _away = [];

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // Called by the base's constructor too, before this one's.
    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == Exporter) EnableEvents(eventSource, EventLevel.Informational, EventKeywords.All);
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        // Other warnings are of a setting, or of one attribute: traces come all the same.
        bool? isAway = eventData switch
        {
            { EventName: "ExportSuccess" } => false,
            { Level: EventLevel.Error or EventLevel.Critical } => true,
            { EventName: "TransientHttpError" or "OperationUnexpectedlyCanceled" or "RequestTimedOut" } => true,
            _ => null,
        };
        if (isAway is not { } now || _lock is null) return;
        string what = collectors.SignalOf(eventData.Payload?.FirstOrDefault()?.ToString());
        lock (_lock)
        {
            if (!(now ? _away.Add(what) : _away.Remove(what))) return;
        }
        if (now) LogAway(what, WhyOf(eventData));
        else LogBack(what);
    }

    /// <summary>
    /// The first line of what the exporter was told, which is the last of its arguments, without the exception's type; the other lines are
    /// where it was.
    /// </summary>
    private static string WhyOf(EventWrittenEventArgs e)
    {
        const string Type = "Exception: ";
        string told = e.Payload?.OfType<string>().LastOrDefault(text => text.Length > 0)?.Split('\n')[0].Trim() ?? "it does not say why";
        return told.IndexOf(Type, StringComparison.Ordinal) is >= 0 and int at ? told[(at + Type.Length)..] : told;
    }

    [LoggerMessage(EventId = 50, Level = LogLevel.Warning,
        Message = "{What} do not come to their collector, and are dropped until they do: {Why}")]
    private partial void LogAway(string what, string why);

    [LoggerMessage(EventId = 51, Level = LogLevel.Warning, Message = "{What} come to their collector again")]
    private partial void LogBack(string what);
}
