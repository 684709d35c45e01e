using System.Globalization;
using Hep.Tool.Arguments;
using Hep.Train;

namespace Hep.Tool.Reports;

/// <summary>The report of a training on folds: what models score that never saw the events, and how alike they are.</summary>
internal static class FoldReport
{
    /// <summary>The page.</summary>
    public static string Write(string name, FoldedTraining training)
    {
        ReportPage page = new(name, string.Create(CultureInfo.InvariantCulture,
            $"{training.Models.Count} models, each scored by the fold of events that it never saw, "
                + $"{training.OutOfFold.EntryCount:N0} events in all."))
        {
            Foot = $"hep {ShowVersion.Version}",
        };
        page.AddFigures([.. training.OutOfFold.Metrics.Select(m => ($"out of fold {m.Key}", Number(m.Value)))]);
        foreach ((int i, HeadEvaluation head) in training.OutOfFold.Heads.Index())
            if (head.Roc is { } roc) AddScores(page, training, i, roc);
        page.AddSection("Models", "The figures of each on its own validation part.")
            .AddTable([">fold", ">epochs", .. training.OutOfFold.Metrics.Keys.Select(k => $">{k}")],
                training.Models.Select((m, fold) => (IReadOnlyList<string>)[fold.ToString(CultureInfo.InvariantCulture),
                    m.History.Count.ToString(CultureInfo.InvariantCulture),
                    .. training.OutOfFold.Metrics.Keys.Select(k => Number(m.Card.Metrics.GetValueOrDefault(k, double.NaN)))]));
        return page.ToHtml();
    }

    private static void AddScores(ReportPage page, FoldedTraining training, int head, RocCurve roc)
    {
        HeadEvaluation outOfFold = training.OutOfFold.Heads[head];
        (string, RocCurve)[] curves = [("all folds", roc), .. training.Models
            .Where(m => m.Validation is not null).Select((m, fold) => ($"validation {fold}", m.Validation!.Heads[head].Roc!))];
        string of = outOfFold.Head.Name.Length > 0 ? $" of {outOfFold.Head.Name}" : "";
        page.AddSection($"Scores{of}", "Events that no decision about their model was made on.")
            .AddPictures((TrainingCharts.Roc(curves), "How much signal each threshold keeps for how much background."),
                (TrainingCharts.Scores("Scores out of fold", "signal", "background", outOfFold.Scores[0]),
                    "How far the models tell the classes apart."));
    }

    private static string Number(double value) => double.IsNaN(value) ? "" : value.ToString("F4", CultureInfo.InvariantCulture);
}
