using System.Globalization;
using Hep.Jagged;
using Hep.Onnx;
using Hep.Tool.Terminal;
using Hep.Train;

namespace Hep.Tool.Reports;

/// <summary>What a report shows of one head, on events that its model never learnt from.</summary>
/// <param name="head">How good it is.</param>
/// <param name="card">What it predicts.</param>
internal sealed class HeadSection(HeadEvaluation head, ModelHead card)
{
    private const int ClassesDrawn = 6;

    /// <summary>The figures to see at a glance of several heads: those that tell how good each is.</summary>
    private static readonly string[] Telling = ["auc", "accuracy", "rmse", "r2", "mae"];

    /// <summary>What stands in front of the area of the whole curve.</summary>
    public string Curve { get; init; } = "model";

    /// <summary>What the spread of scores is of.</summary>
    public string Scores { get; init; } = "Scores of validation events";

    /// <summary>Further curves of a binary score, for comparison.</summary>
    public IReadOnlyList<(string Name, RocCurve Roc)> Beside { get; init; } = [];

    /// <summary>The figures of an evaluation that stand at the top: all of one head, of several those that tell how good each is.</summary>
    public static IEnumerable<string> FiguresOf(Evaluation evaluation) => evaluation.Metrics.Keys
        .Where(m => evaluation.Heads.Count == 1 || m == "loss"
            || Array.Exists(Telling, t => m.EndsWith($"_{t}", StringComparison.Ordinal)));

    /// <summary>Adds a section with all that there is of the head.</summary>
    /// <param name="page">The report.</param>
    /// <param name="heading">Of the section, to which the head's name is added where it has one.</param>
    /// <param name="on">On which events.</param>
    public void AddTo(ReportPage page, string heading, string on)
    {
        bool isOne = head.Head.Name.Length == 0;
        page.AddSection(isOne ? heading : $"{heading} of {head.Head.Name}", $"{card.Output} ({card.Task}) {on}");
        if (!isOne) page.AddFigures([.. head.Metrics.Select(m => (TrainingCharts.NameOf(m.Key), Number(m.Value)))]);
        if (head.Roc is { } roc) AddScore(page, roc);
        else if (head.ClassRocs.Count > 1) AddClasses(page);
        else if (head.Residuals.Count > 0) AddResiduals(page);
        else if (head.Anomalies is { } anomalies) AddAnomalies(page, anomalies, isOne);
        else if (isOne) page.AddFigures([.. head.Metrics.Select(m => (m.Key, Number(m.Value)))]);
    }

    private void AddScore(ReportPage page, RocCurve roc) => page.AddPictures(
        (TrainingCharts.Roc([(Area(Curve, roc), roc), .. Beside]),
            "Every threshold is a point: how much signal it keeps for how much background."),
        (TrainingCharts.Scores(Scores, "signal", "background", head.Scores[0]), "How far the classes are told apart."));

    private void AddClasses(ReportPage page)
    {
        page.AddPictures([
            (TrainingCharts.Roc([.. head.ClassRocs.Take(ClassesDrawn).Select((roc, i) => (Area(card.Labels[i], roc), roc))]),
                "Each class against the rest."),
            .. head.Scores.Take(ClassesDrawn).Select((s, i) =>
                (TrainingCharts.Scores($"Probability of class {card.Labels[i]}", $"class {card.Labels[i]}", "others", s),
                    "Its own entries, and all others.")),
        ]);
        page.AddTable(["true class", .. card.Labels.Select(l => $">decided {l}")], head.Confusion.Select((row, i) =>
            (IReadOnlyList<string>)[card.Labels[i], .. row.Select(w => w.ToString("N1", CultureInfo.InvariantCulture))]));
    }

    private void AddResiduals(ReportPage page) =>
        page.AddTable(["target", ">bias", ">resolution", ">mean error", ">R²", ">2.28 %", ">15.87 %", ">50 %", ">84.13 %", ">97.72 %"],
            head.Residuals.Select((r, i) => (IReadOnlyList<string>)[card.Labels[i], Short(r.Bias), Short(r.Resolution),
                Short(r.MeanAbsolute), Short(r.ExplainedShare), .. r.Quantiles.Select(Short)]));

    private void AddAnomalies(ReportPage page, Histogram anomalies, bool isOne)
    {
        if (isOne) page.AddFigures([.. head.Metrics.Select(m => (m.Key, Number(m.Value)))]);
        page.AddPictures((TrainingCharts.Anomalies(anomalies),
            "How badly events are given back, on a logarithmic scale: what a threshold on the score keeps stands to the right of it."));
    }

    private static string Area(string name, RocCurve roc) => string.Create(CultureInfo.InvariantCulture, $"{name}, area {roc.Area:F3}");

    private static string Number(double value) => double.IsNaN(value) ? "" : Figure.Of(value);

    private static string Short(double value) => value.ToString("G5", CultureInfo.InvariantCulture);
}
