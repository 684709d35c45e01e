using System.Globalization;
using Hep.Tool.Terminal;
using Hep.Train;

namespace Hep.Tool.Training;

/// <summary>Tells on a terminal how far an epoch is, or the one fit that there is.</summary>
internal sealed class BatchLine(ProgressLine line) : IProgress<TrainingProgress>
{
    /// <inheritdoc/>
    public void Report(TrainingProgress value) => line.Report(Describe(value));

    /// <summary>Epoch and batches, or iterations; samples a second; how long the engine waited for data, or what time is left.</summary>
    internal static string Describe(TrainingProgress value)
    {
        string iterations = value.Epochs > 0 ? Text($"iteration {value.Epoch} of {value.Epochs}: ") : "",
            batches = Text($"{value.Batches:N0} of {value.BatchCount:N0} batches, "),
            waited = Text($", waited {value.Waited.TotalSeconds:F1} s"),
            left = value.Left is { } time ? Text($", {(long)time.TotalMinutes}:{time.Seconds:00} left at most") : "";
        string pace = Text($"{value.EntriesPerSecond:N0} samples/s");
        return value.Stage switch
        {
            TrainingStage.Reading => $"{iterations}reading {batches}{pace}{waited}",
            TrainingStage.Fitting => $"{iterations}{pace}{left}",
            TrainingStage.Judging => Text($"judging {value.Epochs} iterations: {pace}{left}"),
            _ => Text($"epoch {value.Epoch} of {value.Epochs}: {batches}{pace}{waited}"),
        };
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
