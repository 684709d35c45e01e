using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Hep.Tool.Serving;

/// <summary>
/// A line for each request: when, what, the answer's status, and how long it took. Requests do not wait for it: lines gather and are
/// written ten times a second at most, and those for which a slow reader leaves no room are counted instead.
/// </summary>
internal sealed class RequestLog : IAsyncDisposable
{
    private const int MostGathered = 1 << 20;   // characters

    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(100), LongestEnd = TimeSpan.FromSeconds(3);

    private readonly TextWriter _output;
    private readonly Timer _timer;
    private readonly Lock _lock = new();
    private StringBuilder _gathered = new(), _written = new();
    private bool _isAwaited;   // the timer is set, or writes
    private bool _isOver;
    private long _lost;

    public RequestLog(TextWriter output)
    {
        _output = output;
        _timer = new Timer(static log => ((RequestLog)log!).Write(), this, Timeout.Infinite, Timeout.Infinite);
    }

    /// <summary>
    /// Lets the request pass and has its line written when it is answered. The query stays out: it may hold what is not for logs.
    /// </summary>
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        long start = Stopwatch.GetTimestamp();
        try
        {
            await next(context);
        }
        finally
        {
            Add(context, Stopwatch.GetElapsedTime(start));
        }
    }

    /// <summary>Writes what is left, unless nobody takes it.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_lock) _isOver = true;
        Task writing = Task.Run(async () =>
        {
            await _timer.DisposeAsync();
            Write();
        });
        await Task.WhenAny(writing, Task.Delay(LongestEnd));
    }

    private void Add(HttpContext context, TimeSpan elapsed)
    {
        lock (_lock)
        {
            if (_gathered.Length >= MostGathered)
            {
                _lost++;
                return;
            }
            _gathered.Append(CultureInfo.InvariantCulture,
                $"{DateTime.Now:HH:mm:ss} {context.Request.Method} {Printable(context.Request.Path)} {context.Response.StatusCode} "
                    + $"{elapsed.TotalMilliseconds:F1} ms\n");
            if (_isAwaited || _isOver) return;
            _isAwaited = true;
            _timer.Change(Delay, Timeout.InfiniteTimeSpan);
        }
    }

    private void Write()
    {
        lock (_lock)
        {
            (_gathered, _written) = (_written, _gathered);
            if (_lost > 0) _written.Append(CultureInfo.InvariantCulture, $"{_lost} requests more, whose lines nobody took\n");
            _lost = 0;
        }
        try
        {
            _output.Write(_written);
            _output.Flush();
        }
        catch (IOException)
        {
            // who read the lines went away: no reason to stop serving
        }
        _written.Clear();
        lock (_lock)
        {
            _isAwaited = _gathered.Length > 0 && !_isOver;
            if (_isAwaited) _timer.Change(Delay, Timeout.InfiniteTimeSpan);
        }
    }

    // A path comes from anybody: control characters must not reach a terminal.
    private static string Printable(PathString path) => path.ToUriComponent();
}
