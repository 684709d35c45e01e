using System.Diagnostics;
using System.Globalization;

namespace Hep.Tool.Terminal;

/// <summary>
/// One line on a terminal's standard error that tells how far long work is: done, rate, time left. Nothing where nobody watches.
/// </summary>
internal sealed class ProgressLine : IProgress<long>, IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly Session _session;
    private readonly string _what, _unit;
    private readonly long? _total;
    private readonly bool _isShown;
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly Lock _lock = new();
    private TimeSpan _next;
    private int _width;

    /// <summary>
    /// A line about <paramref name="what"/>, counted in <paramref name="unit"/>, of <paramref name="total"/> where that is known.
    /// </summary>
    public ProgressLine(Session session, string what, string unit, long? total, bool quiet)
    {
        _session = session;
        _what = what;
        _unit = unit;
        _total = total;
        _isShown = session.ErrorIsTerminal && !quiet;
    }

    /// <summary>So much is done.</summary>
    public void Report(long done) => Report(() => Describe(done, _watch.Elapsed));

    /// <summary>Work that has words of its own.</summary>
    public void Report(string text) => Report(() => text);

    /// <summary>Wipes the line.</summary>
    public void Dispose()
    {
        lock (_lock)
            if (_width > 0)
                Draw("");
    }

    internal string Describe(long done, TimeSpan elapsed)
    {
        double rate = elapsed > TimeSpan.Zero ? done / elapsed.TotalSeconds : 0;
        string text = string.Create(CultureInfo.InvariantCulture, $"{_what}: {done:N0}");
        if (_total is not { } total || total <= 0) return string.Create(CultureInfo.InvariantCulture, $"{text} {_unit}, {rate:N0}/s");
        TimeSpan left = rate > 0 ? TimeSpan.FromSeconds(Math.Min((total - done) / rate, 359_999)) : TimeSpan.Zero;
        return string.Create(CultureInfo.InvariantCulture,
            $"{text} of {total:N0} {_unit} ({100.0 * done / total:F0} %), {rate:N0}/s, {(int)left.TotalMinutes}:{left.Seconds:00} left");
    }

    private void Report(Func<string> describe)
    {
        if (!_isShown) return;
        lock (_lock)
        {
            if (_watch.Elapsed < _next) return;
            _next = _watch.Elapsed + Pause;
            Draw(describe());
        }
    }

    private void Draw(string text)
    {
        _session.Error.Write("\r" + text.PadRight(_width) + (text.Length == 0 ? "\r" : ""));
        _width = text.Length;
    }
}
