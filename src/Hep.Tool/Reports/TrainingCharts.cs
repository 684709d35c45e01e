using Hep.Jagged;
using Hep.Onnx;
using Hep.Train;

namespace Hep.Tool.Reports;

/// <summary>The pictures that tell how training went.</summary>
internal static class TrainingCharts
{
    private const int RocPoints = 400;

    /// <summary>Loss on both parts, epoch by epoch.</summary>
    public static Chart Loss(IReadOnlyList<EpochReport> history, string title = "Loss")
    {
        Chart chart = new() { Title = title, XLabel = "epoch", YLabel = "mean loss" };
        AddCurve(chart, "training", history, e => e.Loss);
        AddCurve(chart, "validation", history, e => e.ValidationLoss);
        return chart;
    }

    /// <summary>
    /// Areas under ROC curves and accuracies on the validation part, head by head and epoch by epoch; null where no task has either.
    /// </summary>
    public static Chart? Quality(IReadOnlyList<EpochReport> history)
    {
        string[] figures = [.. FiguresOf(history, "auc"), .. FiguresOf(history, "accuracy")];
        if (figures.Length == 0) return null;
        Chart chart = new() { Title = "Validation", XLabel = "epoch", YLabel = "area, share" };
        foreach (string figure in figures) AddCurve(chart, NameOf(figure), history, e => e.Metrics?.GetValueOrDefault(figure));
        return chart;
    }

    /// <summary>The names of one figure, of several heads with theirs in front.</summary>
    public static IEnumerable<string> FiguresOf(IReadOnlyList<EpochReport> history, string figure) =>
        history.SelectMany(e => e.Metrics?.Keys ?? []).Distinct()
            .Where(n => n == figure || n.EndsWith($"_{figure}", StringComparison.Ordinal));

    /// <summary>A figure as it is read: <c>AUC</c>, <c>signal AUC</c>.</summary>
    public static string NameOf(string figure) => figure == "auc" ? "AUC"
        : figure.EndsWith("_auc", StringComparison.Ordinal) ? $"{figure[..^"_auc".Length]} AUC" : figure;

    /// <summary>Signal against background efficiency for every threshold.</summary>
    public static Chart Roc(params ReadOnlySpan<(string Name, RocCurve Roc)> curves)
    {
        Chart chart = new()
        {
            Title = "ROC curve",
            XLabel = "background efficiency",
            YLabel = "signal efficiency",
            XRange = (0, 1),
            YRange = (0, 1),
        };
        foreach ((string name, RocCurve roc) in curves)
        {
            RocCurve thin = roc.Thin(RocPoints);
            chart.AddLine(name, [.. thin.BackgroundEfficiency], [.. thin.SignalEfficiency]);
        }
        return chart.AddReference("chance", [0, 1], [0, 1]);
    }

    /// <summary>The scores for a class, of its own entries and of others, each normalised to 1.</summary>
    public static Chart Scores(string title, string own, string others, ScoreSpread scores) =>
        Histogram.Overlay([(own, scores.Own), (others, scores.Others)], new HistogramDrawing { Title = title, Normalized = true });

    /// <summary>The logarithms of anomaly scores, normalised to 1.</summary>
    public static Chart Anomalies(Histogram scores) => Histogram.Overlay(
        [("validation events", scores)], new HistogramDrawing { Title = "Anomaly scores", Normalized = true });

    private static void AddCurve(Chart chart, string name, IReadOnlyList<EpochReport> history, Func<EpochReport, double?> value)
    {
        if (history.All(e => value(e) is null)) return;
        chart.AddLine(name, [.. history.Select(e => (double)e.Epoch)], [.. history.Select(e => value(e) ?? double.NaN)]);
    }
}
