using System.Globalization;
using Hep.Tool.Terminal;
using Hep.Train;

namespace Hep.Tool.Training;

/// <summary>Tells on a terminal how far an epoch is.</summary>
internal sealed class BatchLine(ProgressLine line) : IProgress<TrainingProgress>
{
    /// <inheritdoc/>
    public void Report(TrainingProgress value) => line.Report(Describe(value));

    /// <summary>Epoch, batches, samples a second, and how long the engine waited for data.</summary>
    internal static string Describe(TrainingProgress value) => string.Create(CultureInfo.InvariantCulture,
        $"epoch {value.Epoch} of {value.Epochs}: {value.Batches:N0} of {value.BatchCount:N0} batches, "
            + $"{value.EntriesPerSecond:N0} samples/s, waited {value.Waited.TotalSeconds:F1} s");
}
