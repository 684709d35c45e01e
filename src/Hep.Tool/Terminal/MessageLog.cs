using Microsoft.Extensions.Logging;

namespace Hep.Tool.Terminal;

/// <summary>Warnings and errors of libraries, a line each.</summary>
/// <param name="output">Where to.</param>
/// <param name="program">What each line begins with.</param>
internal sealed class MessageLog(TextWriter output, string program) : ILoggerProvider
{
    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Category(output, program);

    /// <inheritdoc/>
    public void Dispose() { }

    private sealed class Category(TextWriter output, string program) : ILogger
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
                $"{program}: {(logLevel == LogLevel.Warning ? "warning" : "error")}: {Printable(formatter(state, exception) + why)}");
        }

        // Parts of a message may come from anybody: control characters must not reach a terminal, nor make two lines of one.
        private static string Printable(string text) => string.Create(text.Length, text, static (to, from) =>
        {
            for (int i = 0; i < from.Length; i++) to[i] = char.IsControl(from[i]) ? ' ' : from[i];
        });
    }
}
