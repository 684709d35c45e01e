using System.Buffers;
using System.Text.Json;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Hep.Inference.Server.Security;

/// <summary>
/// Who did what, when, with which outcome: every change that was made, and what was refused of changes, or for who asked. A line of JSON
/// each, in a file of its own, and a message of the category <c>Hep.Inference.Server.Audit</c>. Names are checked, tokens and queries are
/// not in it. Of what did not happen each caller has so many lines a minute, and those without a name together: nobody must fill the disk
/// by knocking at every door.
/// </summary>
internal sealed partial class AuditLog : IDisposable
{
    public const string Category = "Hep.Inference.Server.Audit";
    private const int RefusalsOfMinute = 600;

    private readonly string? _path;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _writing = new();
    private readonly ArrayBufferWriter<byte> _line = new();
    private readonly PartitionedRateLimiter<string> _refusals = PartitionedRateLimiter.Create<string, string>(caller =>
        RateLimitPartition.GetFixedWindowLimiter(caller, _ => new FixedWindowRateLimiterOptions
        {
            PermitLimit = RefusalsOfMinute,
            Window = TimeSpan.FromMinutes(1),
            QueueLimit = 0,
        }));
    private long _untold;

    public AuditLog(InferenceServerOptions options, TimeProvider time, ILoggerFactory loggers)
    {
        _path = options.AuditFile;
        _time = time;
        _logger = loggers.CreateLogger(Category);
    }

    /// <summary>Notes a request that is over.</summary>
    /// <param name="context">The request.</param>
    /// <param name="role">What it wanted to do; null: what anybody may.</param>
    /// <param name="action">The route, or the method.</param>
    /// <param name="model">The model that it named, as it named it; null: none.</param>
    /// <param name="status">What it was told, as a status of HTTP.</param>
    public void Note(HttpContext context, AccessRole? role, string action, string? model, int status)
    {
        bool isForWhoAsked = status is StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden || ClientRates.Refused(context);
        if (!(role >= AccessRole.Upload) && !isForWhoAsked) return;
        Caller? caller = context.Features.Get<Caller>();
        if (status >= StatusCodes.Status400BadRequest && !MayTellOf(caller))
        {
            Interlocked.Increment(ref _untold);
            return;
        }
        string name = caller?.Name ?? "unknown", address = context.Connection.RemoteIpAddress?.ToString() ?? "";
        string of = model is not null && ModelName.IsName(model) ? model : "";
        LogEntry(name, address, action, of, status);
        if (_path is not null) Write(_path, name, address, action, of, status);
    }

    /// <summary>Notes what the service does on its own.</summary>
    public void Note(Caller caller, string action, string model)
    {
        LogEntry(caller.Name, caller.Address, action, model, StatusCodes.Status200OK);
        if (_path is not null) Write(_path, caller.Name, caller.Address, action, model, StatusCodes.Status200OK);
    }

    public void Dispose() => _refusals.Dispose();

    private bool MayTellOf(Caller? caller)
    {
        using RateLimitLease lease = _refusals.AttemptAcquire(caller is { IsAnonymous: false } ? caller.Name : "");
        return lease.IsAcquired;
    }

    // Opened anew for each line, so that whoever moves the file away gets a new one; changes are rare.
    private void Write(string path, string caller, string address, string action, string model, int status)
    {
        lock (_writing)
        {
            _line.ResetWrittenCount();
            using (Utf8JsonWriter writer = new(_line))
            {
                writer.WriteStartObject();
                writer.WriteString("time"u8, _time.GetUtcNow());
                writer.WriteString("caller"u8, caller);
                writer.WriteString("address"u8, address);
                writer.WriteString("action"u8, action);
                if (model.Length > 0) writer.WriteString("model"u8, model);
                writer.WriteNumber("status"u8, status);
                if (Interlocked.Exchange(ref _untold, 0) is > 0 and var untold) writer.WriteNumber("refusals_not_told"u8, untold);
                writer.WriteEndObject();
            }
            _line.Write("\n"u8);
            try
            {
                using FileStream file = PrivateFile.Append(path);
                file.Write(_line.WrittenSpan);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                LogLost(e);
            }
        }
    }

    [LoggerMessage(EventId = 31, Level = LogLevel.Information, Message = "{Caller} from {Address}: {Action} {Model}: {Status}")]
    private partial void LogEntry(string caller, string address, string action, string model, int status);

    [LoggerMessage(EventId = 32, Level = LogLevel.Error, Message = "The audit log cannot be written")]
    private partial void LogLost(Exception e);
}
