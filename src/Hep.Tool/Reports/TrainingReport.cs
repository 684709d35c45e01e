using System.Globalization;
using Hep.Jagged;
using Hep.Onnx;
using Hep.Tool.Arguments;
using Hep.Train;

namespace Hep.Tool.Reports;

/// <summary>The report of one training: figures, curves, and what the model is made of.</summary>
internal static class TrainingReport
{
    private const int ClassesDrawn = 6;

    /// <summary>The page.</summary>
    public static string Write(string name, TrainingResult result, IReadOnlyList<(Chart Chart, string Caption)> features)
    {
        ReportPage page = new(name, $"Trained {result.Card.Created.ToString("d MMMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture)} by "
            + $"{result.Card.Engine}, seed {result.Card.Seed.ToString(CultureInfo.InvariantCulture)}.")
        {
            Foot = $"hep {ShowVersion.Version}",
        };
        page.AddFigures(Figures(result));
        AddTraining(page, result);
        AddImportances(page, result.Card.Importances);
        page.AddSection("Features",
            "What events look like, class by class, each normalised to 1; and the figures by which the model scales its input.");
        if (features.Count > 0) page.AddPictures([.. features]);
        page
            .AddTable(["column", ">values", ">min", ">max", ">mean", ">std"], Columns(result.Card));
        page.AddSection("Events", "The files that were read.").AddTable(["file", "tree", ">entries"],
            result.Card.Data.Files.Select(f =>
                (IReadOnlyList<string>)[f.Location, f.Tree, f.Entries.ToString("N0", CultureInfo.InvariantCulture)]));
        return page.ToHtml();
    }

    /// <summary>Adds the sections about training and validation: curves, the table of epochs, and what each head does.</summary>
    public static void AddTraining(ReportPage page, TrainingResult result)
    {
        page.AddSection("Training", $"{result.Card.Data.TrainingEntries.ToString("N0", CultureInfo.InvariantCulture)} "
            + $"events to learn from, {result.Card.Data.ValidationEntries.ToString("N0", CultureInfo.InvariantCulture)} to judge by. "
            + "The weights of the best epoch were kept.");
        (Chart, string) loss = (TrainingCharts.Loss(result.History),
            "Validation loss decides which weights are kept, and when training ends.");
        if (TrainingCharts.Quality(result.History) is { } quality)
            page.AddPictures(loss, (quality, "Judged on events that training never sees."));
        else page.AddPictures(loss);
        string[] areas = [.. TrainingCharts.FiguresOf(result.History, "auc")];
        page.AddTable([">epoch", ">loss", ">validation loss", .. areas.Select(a => $">{TrainingCharts.NameOf(a)}"), ">samples/s",
            ">waited for data", ""], result.History.Select(e => Row(e, areas)));
        foreach ((HeadEvaluation head, ModelHead card) in (result.Validation?.Heads ?? []).Zip(result.Card.Heads))
        {
            string of = head.Head.Name.Length > 0 ? $" of {head.Head.Name}" : "";
            page.AddSection($"Validation{of}", $"{card.Output} ({card.Task}) on events that training never sees.");
            if (head.Roc is { } roc) AddScore(page, roc, head.Scores[0]);
            else if (head.ClassRocs.Count > 1) AddClasses(page, head, card.Labels);
            else if (head.Residuals.Count > 0) AddResiduals(page, head.Residuals, card.Labels);
            else if (head.Anomalies is { } anomalies) AddAnomalies(page, anomalies, head.Metrics);
            else page.AddFigures([.. head.Metrics.Select(m => (m.Key, Number(m.Value)))]);
        }
    }

    private static void AddScore(ReportPage page, RocCurve roc, ScoreSpread scores) => page.AddPictures(
        (TrainingCharts.Roc((string.Create(CultureInfo.InvariantCulture, $"model, area {roc.Area:F3}"), roc)),
            "Every threshold is a point: how much signal it keeps for how much background."),
        (TrainingCharts.Scores("Scores of validation events", "signal", "background", scores),
            "How far the model tells the classes apart."));

    private static void AddClasses(ReportPage page, HeadEvaluation validation, IReadOnlyList<string> labels)
    {
        page.AddPictures([
            (TrainingCharts.Roc([.. validation.ClassRocs.Take(ClassesDrawn)
                .Select((roc, i) => (string.Create(CultureInfo.InvariantCulture, $"{labels[i]}, area {roc.Area:F3}"), roc))]),
                    "Each class against the rest."),
            .. validation.Scores.Take(ClassesDrawn).Select((s, i) =>
                (TrainingCharts.Scores($"Probability of class {labels[i]}", $"class {labels[i]}", "others", s),
                    "Its own entries, and all others.")),
        ]);
        page.AddTable(["true class", .. labels.Select(l => $">decided {l}")], validation.Confusion.Select((row, i) =>
            (IReadOnlyList<string>)[labels[i], .. row.Select(w => w.ToString("N1", CultureInfo.InvariantCulture))]));
    }

    private static void AddResiduals(ReportPage page, IReadOnlyList<ResidualSummary> residuals, IReadOnlyList<string> labels) =>
        page.AddTable(["target", ">bias", ">resolution", ">mean error", ">R²", ">2.28 %", ">15.87 %", ">50 %", ">84.13 %", ">97.72 %"],
            residuals.Select((r, i) => (IReadOnlyList<string>)[labels[i], Short(r.Bias), Short(r.Resolution), Short(r.MeanAbsolute),
                Short(r.ExplainedShare), .. r.Quantiles.Select(Short)]));

    private static void AddAnomalies(ReportPage page, Histogram anomalies, IReadOnlyDictionary<string, double> metrics) => page
        .AddFigures([.. metrics.Select(m => (m.Key, Number(m.Value)))])
        .AddPictures((TrainingCharts.Anomalies(anomalies),
            "How badly events are given back, on a logarithmic scale: what a threshold on the score keeps stands to the right of it."));

    private static void AddImportances(ReportPage page, IReadOnlyList<FeatureImportance> importances)
    {
        if (importances.Count == 0) return;
        page.AddSection("Importance",
            "By how much the validation loss grows when a column's values are exchanged between events at random: "
            + "what the model relies on. Columns that tell the same share it.")
            .AddTable(["column", ">loss grows by", ">±"], importances.Select(i => (IReadOnlyList<string>)
                [i.Column, i.LossIncrease.ToString("F5", CultureInfo.InvariantCulture), i.Deviation.ToString("F5",
                    CultureInfo.InvariantCulture)]));
    }

    /// <summary>The figures to see at a glance.</summary>
    public static (string Label, string Value)[] Figures(TrainingResult result) =>
    [
        .. result.Card.Metrics.OrderBy(m => m.Key != "auc")
            .Select(m => ($"validation {(m.Key == "auc" ? "AUC" : m.Key)}", m.Value.ToString("F4", CultureInfo.InvariantCulture))),
        ("epochs", result.History.Count.ToString(CultureInfo.InvariantCulture)),
        ("cells", result.Pipeline.CellCount.ToString("N0", CultureInfo.InvariantCulture)),
        ("parameters", result.Model.ParameterCount.ToString("N0", CultureInfo.InvariantCulture)),
    ];

    private static IReadOnlyList<string> Row(EpochReport epoch, string[] areas) =>
    [
        epoch.Epoch.ToString(CultureInfo.InvariantCulture),
        Number(epoch.Loss), Number(epoch.ValidationLoss),
        .. areas.Select(a => Number(epoch.Metrics?.GetValueOrDefault(a))),
        epoch.EntriesPerSecond.ToString("N0", CultureInfo.InvariantCulture),
        string.Create(CultureInfo.InvariantCulture, $"{epoch.WaitedSeconds:F2} s"),
        epoch.IsBest ? "best" : "",
    ];

    private static IEnumerable<IReadOnlyList<string>> Columns(ModelCard card) => card.Statistics.Select(c => (IReadOnlyList<string>)
        [c.Name, c.Count.ToString("N0", CultureInfo.InvariantCulture), Short(c.Minimum), Short(c.Maximum), Short(c.Mean),
            Short(c.StandardDeviation)]);

    private static string Number(double? value) => value?.ToString("F4", CultureInfo.InvariantCulture) ?? "";

    private static string Short(double value) => value.ToString("G5", CultureInfo.InvariantCulture);
}
