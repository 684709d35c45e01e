using System.Diagnostics;
using System.Globalization;

namespace Hep.Tool.Demonstration;

/// <summary>The stages of a demonstration as they end: what was done, and how long it took.</summary>
internal sealed class StageLog(TextWriter output)
{
    private readonly List<Stage> _stages = [];
    private readonly long _start = Stopwatch.GetTimestamp();
    private long _stageStart = Stopwatch.GetTimestamp();

    /// <summary>The stages that have ended.</summary>
    public IReadOnlyList<Stage> Stages => _stages;

    /// <summary>Seconds since the first stage began.</summary>
    public double Seconds => Stopwatch.GetElapsedTime(_start).TotalSeconds;

    /// <summary>A stage has ended, and the next one begins.</summary>
    public void End(string name, FormattableString figures)
    {
        Stage stage = new(name, figures.ToString(CultureInfo.InvariantCulture), Stopwatch.GetElapsedTime(_stageStart).TotalSeconds);
        _stages.Add(stage);
        output.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{_stages.Count,2}  {stage.Name,-11} {stage.Figures}  ({stage.Seconds:F2} s)"));
        output.Flush();
        _stageStart = Stopwatch.GetTimestamp();
    }

    /// <summary>One stage.</summary>
    internal sealed record Stage(string Name, string Figures, double Seconds);
}
