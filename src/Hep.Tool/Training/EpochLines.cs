using System.Globalization;
using Hep.Onnx;

namespace Hep.Tool.Training;

/// <summary>Writes a line an epoch, or every so many of them.</summary>
internal sealed class EpochLines(TextWriter output, string indent = "", int every = 1) : IProgress<EpochReport>
{
    /// <inheritdoc/>
    public void Report(EpochReport value)
    {
        if (value.Epoch % every != 0) return;
        output.WriteLine(indent + Describe(value));
        output.Flush();
    }

    /// <summary>
    /// Loss, validation loss, AUC, samples a second, and how long the engine waited for data; a star marks the best weights so far.
    /// </summary>
    public static string Describe(EpochReport epoch)
    {
        string validation = epoch.ValidationLoss is { } loss ? string.Create(CultureInfo.InvariantCulture, $"  val_loss {loss:F4}") : "";
        string auc = epoch.ValidationAuc is { } area ? string.Create(CultureInfo.InvariantCulture, $"  auc {area:F4}") : "";
        return string.Create(CultureInfo.InvariantCulture,
            $"epoch {epoch.Epoch,3}  loss {epoch.Loss:F4}{validation}{auc}  {epoch.EntriesPerSecond,9:N0} samples/s  waited "
                + $"{epoch.WaitedSeconds:F2} s{(epoch.IsBest ? "  *" : "")}");
    }
}
