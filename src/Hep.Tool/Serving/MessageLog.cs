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

        // The host logs that it cannot start, and throws it: who starts it tells, or tries another address.
        private const string StartFailure = "HostedServiceStartupFaulted";

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state,
            Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel) || eventId.Name == StartFailure) return;
            string why = exception is null ? "" : $" ({exception.Message})";
            output.WriteLine(
                $"hep serve: {(logLevel == LogLevel.Warning ? "warning" : "error")}: {Printable(formatter(state, exception) + why)}");
        }

        // Parts of a message may come from anybody: control characters must not reach a terminal, nor make two lines of one.
        private static string Printable(string text) => string.Create(text.Length, text, static (to, from) =>
        {
            for (int i = 0; i < from.Length; i++) to[i] = char.IsControl(from[i]) ? ' ' : from[i];
        });
    }
}
