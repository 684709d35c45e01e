using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Hep.Testing;

/// <summary>Keeps what is logged, of every category and level.</summary>
public sealed class RecordedLog : ILogger, ILoggerProvider
{
    private readonly ConcurrentQueue<(LogLevel Level, EventId Id, string Text)> _entries = new();

    /// <summary>What was logged, in order.</summary>
    public IReadOnlyList<(LogLevel Level, EventId Id, string Text)> Entries => [.. _entries];

    /// <summary>The texts of one level.</summary>
    public IReadOnlyList<string> Of(LogLevel level) => [.. _entries.Where(e => e.Level == level).Select(e => e.Text)];

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => this;

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => true;

    /// <inheritdoc/>
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state,
        Exception? exception, Func<TState, Exception?, string> formatter)
    {
        ArgumentNullException.ThrowIfNull(formatter);
        _entries.Enqueue((logLevel, eventId, formatter(state, exception)));
    }

    /// <inheritdoc/>
    public void Dispose() { }
}
