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
        string[] figures = [.. HeadSection.FiguresOf(training.OutOfFold)];
        page.AddFigures([.. figures.Select(f => ($"out of fold {TrainingCharts.NameOf(f)}", Number(training.OutOfFold.Metrics[f])))]);
        foreach ((int i, HeadEvaluation head) in training.OutOfFold.Heads.Index())
            new HeadSection(head, training.Models[0].Card.Heads[i])
            {
                Curve = "all folds",
                Scores = "Scores out of fold",
                Beside = [.. training.Models.Index().Where(m => m.Item.Validation?.Heads[i].Roc is not null)
                    .Select(m => ($"validation {m.Index}", m.Item.Validation!.Heads[i].Roc!))],
            }.AddTo(page, "Scores", "on events that no decision about their model was made on.");
        page.AddSection("Models", "The figures of each on its own validation part.")
            .AddTable([">fold", ">epochs", .. figures.Select(f => $">{TrainingCharts.NameOf(f)}")],
                training.Models.Select((m, fold) => (IReadOnlyList<string>)[fold.ToString(CultureInfo.InvariantCulture),
                    m.History.Count.ToString(CultureInfo.InvariantCulture),
                    .. figures.Select(f => Number(m.Card.Metrics.GetValueOrDefault(f, double.NaN)))]));
        return page.ToHtml();
    }

    private static string Number(double value) => double.IsNaN(value) ? "" : value.ToString("F4", CultureInfo.InvariantCulture);
}
