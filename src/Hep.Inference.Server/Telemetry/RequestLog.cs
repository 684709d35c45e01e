using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Hep.Inference.Server.Http;
using Hep.Inference.Server.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Hep.Inference.Server.Telemetry;

/// <summary>
/// A line of JSON for each request, in a file or on standard output; requests do not wait for it. Paths, queries and headers are not in it,
/// names are checked.
/// </summary>
internal sealed partial class RequestLog : IAsyncDisposable
{
    /// <summary>The name that stands for standard output.</summary>
    public const string StandardOutput = "-";

    private readonly string? _path;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly LineWriter? _lines;

    public RequestLog(InferenceServerOptions options, TimeProvider time, ILogger<RequestLog> logger)
    {
        _path = options.RequestLog;
        _time = time;
        _logger = logger;
        if (_path is not null) _lines = new LineWriter(WriteAsync, LostLine, LogLost);
    }

    public bool IsOn => _lines is not null;

    /// <summary>Has a line written for a request that is over; as <see cref="RequestWatch.End"/>.</summary>
    public void Write(HttpContext context, RequestRecord record, string method, string pattern, string? model, int status)
    {
        ArrayBufferWriter<byte> line = new(384);
        using (Utf8JsonWriter writer = new(line))
        {
            writer.WriteStartObject();
            writer.WriteString("time"u8, _time.GetUtcNow());
            writer.WriteString("method"u8, method == "*" ? VerbOf(context.Request) : method);
            writer.WriteString("route"u8, pattern);
            if (record.Model is { } predicted)
            {
                writer.WriteString("model"u8, predicted.Name);
                writer.WriteNumber("version"u8, predicted.Version);
            }
            else if (model is not null && ModelName.IsName(model)) writer.WriteString("model"u8, model);
            writer.WriteNumber("status"u8, status);
            writer.WriteNumber("milliseconds"u8, Math.Round(record.Elapsed.TotalMilliseconds, 3));
            if (record.Model is not null) writer.WriteNumber("rows"u8, record.Rows);
            if (record.Bytes > 0) writer.WriteNumber("bytes"u8, record.Bytes);
            if ((context.Response.ContentLength ?? (record.AnswerBytes > 0 ? record.AnswerBytes : null)) is { } answered)
                writer.WriteNumber("answer_bytes"u8, answered);
            if (TraceOf(context) is { } trace) writer.WriteString("trace"u8, trace);
            writer.WriteEndObject();
        }
        line.Write("\n"u8);
        _lines!.Add(line.WrittenSpan);
    }

    /// <summary>Writes what waits, unless nobody takes it.</summary>
    public ValueTask DisposeAsync() => _lines?.DisposeAsync() ?? ValueTask.CompletedTask;

    // A verb may be any word of a caller's.
    private static string VerbOf(HttpRequest request) =>
        HttpMethods.GetCanonicalizedValue(request.Method) is var verb && verb.Length <= 7 ? verb : "other";

    // Where nobody listens to activities there is only what the caller sent.
    private static string? TraceOf(HttpContext context) => Activity.Current is { } activity ? activity.TraceId.ToHexString()
        : ActivityContext.TryParse(context.Request.Headers.TraceParent, null, out ActivityContext caller) ? caller.TraceId.ToHexString()
        : null;

    private string LostLine(long lost) =>
        string.Create(CultureInfo.InvariantCulture, $"{{\"time\":\"{_time.GetUtcNow():O}\",\"lines_lost\":{lost}}}\n");

    // Opened anew each time, so that whoever moves the file away gets a new one.
    private async ValueTask WriteAsync(ReadOnlyMemory<byte> block)
    {
        Stream output = _path == StandardOutput ? Console.OpenStandardOutput() : PrivateFile.Append(_path!);
        await using (output.ConfigureAwait(false)) await output.WriteAsync(block).ConfigureAwait(false);
    }

    [LoggerMessage(EventId = 33, Level = LogLevel.Error, Message = "The log of requests cannot be written")]
    private partial void LogLost(Exception e);
}
