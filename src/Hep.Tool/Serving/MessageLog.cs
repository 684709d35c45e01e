using Microsoft.Extensions.Logging;

namespace Hep.Tool.Serving;

/// <summary>Warnings and errors of the service, a line each.</summary>
internal sealed class MessageLog(TextWriter output) : ILoggerProvider
{
    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Category(output);

    /// <inheritdoc/>
    public void Dispose() { }

    private sealed class Category(TextWriter output) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel)) return;
            string why = exception is null ? "" : $" ({exception.Message})";
            output.WriteLine($"hep serve: {(logLevel == LogLevel.Warning ? "warning" : "error")}: {formatter(state, exception)}{why}");
        }
    }
}
