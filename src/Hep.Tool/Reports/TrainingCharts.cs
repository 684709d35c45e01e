using Hep.Jagged;
using Hep.Onnx;
using Hep.Train;

namespace Hep.Tool.Reports;

/// <summary>The pictures that tell how training went.</summary>
internal static class TrainingCharts
{
    private const int ScoreBins = 40, RocPoints = 400;

    /// <summary>Loss on both parts, epoch by epoch.</summary>
    public static Chart Loss(IReadOnlyList<EpochReport> history)
    {
        Chart chart = new() { Title = "Loss", XLabel = "epoch", YLabel = "mean loss" };
        AddCurve(chart, "training", history, e => e.Loss);
        AddCurve(chart, "validation", history, e => e.ValidationLoss);
        return chart;
    }

    /// <summary>Area under the ROC curve and accuracy on the validation part, epoch by epoch; null where the task has neither.</summary>
    public static Chart? Quality(IReadOnlyList<EpochReport> history)
    {
        if (history.All(e => e.ValidationAuc is null && e.ValidationAccuracy is null)) return null;
        Chart chart = new() { Title = "Validation", XLabel = "epoch", YLabel = "area, share" };
        AddCurve(chart, "AUC", history, e => e.ValidationAuc);
        AddCurve(chart, "accuracy", history, e => e.ValidationAccuracy);
        return chart;
    }

    /// <summary>Signal against background efficiency for every threshold.</summary>
    public static Chart Roc(string name, RocCurve roc)
    {
        // A point for each score is more than a picture shows: evenly chosen ones, and both ends.
        int count = roc.SignalEfficiency.Count, points = Math.Min(count, RocPoints);
        double[] background = new double[points], signal = new double[points];
        for (int i = 0; i < points; i++)
        {
            int at = points == 1 ? 0 : (int)((long)i * (count - 1) / (points - 1));
            background[i] = roc.BackgroundEfficiency[at];
            signal[i] = roc.SignalEfficiency[at];
        }
        Chart chart = new()
        {
            Title = "ROC curve",
            XLabel = "background efficiency",
            YLabel = "signal efficiency",
            XRange = (0, 1),
            YRange = (0, 1),
        };
        return chart.AddLine(name, background, signal).AddReference("chance", [0, 1], [0, 1]);
    }

    /// <summary>The scores of both classes, each normalised to 1.</summary>
    public static Chart Scores(ReadOnlySpan<float> scores, ReadOnlySpan<float> labels)
    {
        Histogram signal = NewScores(), background = NewScores();
        // 1 belongs to the last bin
        for (int i = 0; i < scores.Length; i++) (labels[i] > 0.5f ? signal : background).Fill(Math.Min(scores[i], 0.999_999f));
        return Histogram.Overlay([("signal", signal), ("background", background)],
            new HistogramDrawing { Title = "Scores of validation events", Normalized = true });
    }

    private static Histogram NewScores() => new(ScoreBins, 0, 1) { XLabel = "score", YLabel = "share of the class" };

    private static void AddCurve(Chart chart, string name, IReadOnlyList<EpochReport> history, Func<EpochReport, double?> value)
    {
        if (history.All(e => value(e) is null)) return;
        chart.AddLine(name, [.. history.Select(e => (double)e.Epoch)], [.. history.Select(e => value(e) ?? double.NaN)]);
    }
}
