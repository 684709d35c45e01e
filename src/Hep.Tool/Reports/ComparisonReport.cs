using System.Globalization;
using Hep.Jagged;
using Hep.Onnx;
using Hep.Tool.Arguments;
using Hep.Tool.Terminal;
using Hep.Train;

namespace Hep.Tool.Reports;

/// <summary>The report of several engines that trained on the same events: how well each tells them apart, and by what.</summary>
internal static class ComparisonReport
{
    /// <summary>The page.</summary>
    public static string Write(string name, IReadOnlyList<(string Engine, TrainingResult Result)> trained,
        IReadOnlyList<(Chart Chart, string Caption)> features)
    {
        ModelCard card = trained[0].Result.Card;
        ReportPage page = new(name, $"{trained.Count} engines, trained on the same "
            + $"{card.Data.TrainingEntries.ToString("N0", CultureInfo.InvariantCulture)} events and judged on the same "
            + $"{card.Data.ValidationEntries.ToString("N0", CultureInfo.InvariantCulture)}, "
            + $"{card.Created.ToString("d MMMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture)}, seed "
            + $"{card.Seed.ToString(CultureInfo.InvariantCulture)}.")
        {
            Foot = $"hep {ShowVersion.Version}",
        };
        string[] figures = [.. trained.SelectMany(t => t.Result.Card.Metrics.Keys).Distinct()];
        page.AddSection("Validation", "Figures on events that no engine learnt from.")
            .AddTable(["engine", "version", ">epochs", .. figures.Select(f => $">{TrainingCharts.NameOf(f)}")],
                trained.Select(t => Row(t.Engine, t.Result, figures)));
        AddScores(page, trained);
        page.AddSection("Training", "Loss of each engine on both parts, epoch by epoch; of trees, iteration by iteration.")
            .AddPictures([.. trained.Select(t => (TrainingCharts.Loss(t.Result.History, $"Loss of {t.Engine}"), EndOf(t.Result)))]);
        AddImportances(page, trained);
        if (features.Count > 0)
            page.AddSection("Features", "What events look like, class by class, each normalised to 1.").AddPictures([.. features]);
        TrainingReport.AddFiles(page, card);
        return page.ToHtml();
    }

    private static void AddScores(ReportPage page, IReadOnlyList<(string Engine, TrainingResult Result)> trained)
    {
        foreach ((int i, ModelHead head) in trained[0].Result.Card.Heads.Index())
        {
            (string Engine, HeadEvaluation Head)[] judged = [.. trained
                .Where(t => t.Result.Validation is { } v && i < v.Heads.Count && v.Heads[i].Roc is not null)
                .Select(t => (t.Engine, t.Result.Validation!.Heads[i]))];
            if (judged.Length == 0) continue;
            page.AddSection($"Scores, {head.Output}", "The same validation events, scored by each.")
                .AddPictures([
                    (TrainingCharts.Roc([.. judged.Select(j =>
                        (string.Create(CultureInfo.InvariantCulture, $"{j.Engine}, area {j.Head.Roc!.Area:F3}"), j.Head.Roc!))]),
                        "How much signal each threshold keeps for how much background."),
                    .. judged.Select(j => (TrainingCharts.Scores($"Scores of {j.Engine}", "signal", "background", j.Head.Scores[0]),
                        "How far the model tells the classes apart.")),
                ]);
        }
    }

    /// <summary>Columns by the greatest importance that any engine gives them.</summary>
    private static void AddImportances(ReportPage page, IReadOnlyList<(string Engine, TrainingResult Result)> trained)
    {
        Dictionary<string, double>[] losses =
            [.. trained.Select(t => t.Result.Card.Importances.ToDictionary(i => i.Column, i => i.LossIncrease))];
        string[] columns = [.. losses.SelectMany(l => l.Keys).Distinct().OrderByDescending(c => losses.Max(l => l.GetValueOrDefault(c)))];
        if (columns.Length == 0) return;
        page.AddSection("Importance", "By how much the validation loss of each grows when a column's values are exchanged between events.")
            .AddTable(["column", .. trained.Select(t => $">{t.Engine}")], columns.Select(c => (IReadOnlyList<string>)
                [c, .. losses.Select(l => l.TryGetValue(c, out double loss) ? loss.ToString("F5", CultureInfo.InvariantCulture) : "")]));
    }

    private static string EndOf(TrainingResult result) => string.Create(CultureInfo.InvariantCulture,
        $"The weights of epoch {result.History.LastOrDefault(e => e.IsBest)?.Epoch ?? 0} of {result.History.Count} were kept.");

    private static IReadOnlyList<string> Row(string engine, TrainingResult result, string[] figures) =>
    [
        engine, result.Card.Engine, result.History.Count.ToString(CultureInfo.InvariantCulture),
        .. figures.Select(f => result.Card.Metrics.TryGetValue(f, out double value) ? Figure.Of(value) : ""),
    ];
}
