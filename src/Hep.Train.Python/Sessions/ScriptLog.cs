using Microsoft.Extensions.Logging;

namespace Hep.Train.Python;

/// <summary>What scripts report beside their loss.</summary>
internal static partial class ScriptLog
{
    public static void Figures(ILogger logger, IReadOnlyDictionary<string, double> figures)
    {
        foreach ((string name, double value) in figures) LogFigure(logger, name, value);
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "The script reports {Name} {Value:G6}")]
    private static partial void LogFigure(ILogger logger, string name, double value);
}
