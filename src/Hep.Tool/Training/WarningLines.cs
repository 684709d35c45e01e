using Hep.Tool.Arguments;
using Microsoft.Extensions.Logging;

namespace Hep.Tool.Training;

/// <summary>Tells what training finds odd, on standard error.</summary>
internal sealed class WarningLines(Invocation call) : ILogger
{
    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    /// <inheritdoc/>
    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel)) call.Say($"hep train: {formatter(state, exception)}");
    }
}
