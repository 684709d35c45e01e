using System.Globalization;
using System.Text;
using Hep.Onnx;
using Hep.Tool.Terminal;

namespace Hep.Tool.Training;

/// <summary>
/// Writes a line an epoch: loss, validation loss, area under the ROC curve, samples a second, and how long the engine waited for data; a
/// star marks the best weights so far. Of a regression the error stands in the area's place, and the figure that decides stands with them.
/// Figures that the line has no room for, of several heads, follow below it.
/// </summary>
/// <param name="output">Where to.</param>
/// <param name="monitor">The figure that decides.</param>
internal sealed class EpochLines(TextWriter output, string monitor = "loss") : IProgress<EpochReport>
{
    private const int Width = 100;
    private const string Below = "           ";

    private static readonly string[] Shown = ["auc", "rmse"];

    /// <summary>Stands in front of each line.</summary>
    public string Indent { get; set; } = "";

    /// <summary>Of so many epochs one has lines.</summary>
    public int Every { get; init; } = 1;

    /// <inheritdoc/>
    public void Report(EpochReport value)
    {
        if (value.Epoch % Every != 0) return;
        foreach (string line in Describe(value, monitor, Width - Indent.Length)) output.WriteLine(Indent + line);
        output.Flush();
    }

    /// <summary>The lines of one epoch, as wide as there is room if one figure is not wider.</summary>
    internal static IReadOnlyList<string> Describe(EpochReport epoch, string monitor, int width)
    {
        string begin = Invariant($"epoch {epoch.Epoch,3}  loss {Figure.Of(epoch.Loss)}")
            + (epoch.ValidationLoss is { } loss ? $"  val_loss {Figure.Of(loss)}" : "");
        string end = Invariant($"  {epoch.EntriesPerSecond,9:N0} samples/s  waited {epoch.WaitedSeconds:F2} s")
            + (epoch.IsBest ? "  *" : "");
        string[] figures = [.. FiguresOf(epoch, monitor)];
        string whole = begin + string.Concat(figures) + end;
        return whole.Length <= width ? [whole] : [begin + end, .. Wrap(figures, width)];
    }

    private static IEnumerable<string> FiguresOf(EpochReport epoch, string monitor) => (epoch.Metrics ?? new Dictionary<string, double>())
        .Where(m => m.Key != "loss" && (m.Key == monitor || Array.Exists(Shown, s => IsOf(m.Key, s))))
        .Select(m => $"  {m.Key} {Figure.Of(m.Value)}");

    /// <summary>Whether a figure is this one, of the only head or of one of several.</summary>
    private static bool IsOf(string figure, string shown) => figure == shown || figure.EndsWith($"_{shown}", StringComparison.Ordinal);

    private static IEnumerable<string> Wrap(IEnumerable<string> figures, int width)
    {
        StringBuilder line = new();
        foreach (string figure in figures)
        {
            if (line.Length > 0 && Below.Length + line.Length + figure.Length > width + 2)
            {
                yield return Below + line.ToString(2, line.Length - 2);
                line.Clear();
            }
            line.Append(figure);
        }
        if (line.Length > 0) yield return Below + line.ToString(2, line.Length - 2);
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
