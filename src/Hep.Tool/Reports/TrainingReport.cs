using System.Globalization;
using Hep.Jagged;
using Hep.Onnx;
using Hep.Tool.Arguments;
using Hep.Train;

namespace Hep.Tool.Reports;

/// <summary>The report of one training: figures, curves, and what the model is made of.</summary>
internal static class TrainingReport
{
    /// <summary>The page.</summary>
    public static string Write(string name, TrainingResult result)
    {
        ReportPage page = new(name, $"Trained {result.Card.Created.ToString("d MMMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture)} by "
            + $"{result.Card.Engine}, seed {result.Card.Seed.ToString(CultureInfo.InvariantCulture)}.")
        {
            Foot = $"hep {ShowVersion.Version}",
        };
        page.AddFigures(Figures(result));
        AddTraining(page, result);
        page.AddSection("Features", "What the training part looks like: the figures by which the model scales its input.")
            .AddTable(["column", ">values", ">min", ">max", ">mean", ">std"], Columns(result.Card));
        page.AddSection("Events", "The files that were read.").AddTable(["file", "tree", ">entries"],
            result.Card.Data.Files.Select(f =>
                (IReadOnlyList<string>)[f.Location, f.Tree, f.Entries.ToString("N0", CultureInfo.InvariantCulture)]));
        return page.ToHtml();
    }

    /// <summary>Adds the sections about training and validation: curves, ROC curve, scores and the table of epochs.</summary>
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
        if (result.Validation is { Roc: { } roc } validation)
            page.AddPictures(
                (TrainingCharts.Roc((string.Create(CultureInfo.InvariantCulture, $"model, area {roc.Area:F3}"), roc)),
                    "Every threshold is a point: how much signal it keeps for how much background."),
                (TrainingCharts.Scores("Scores of validation events", "signal", "background", validation.Scores[0]), "How far the model tells the classes apart."));
        page.AddTable([">epoch", ">loss", ">validation loss", ">AUC", ">samples/s", ">waited for data", ""], result.History.Select(Row));
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

    private static IReadOnlyList<string> Row(EpochReport epoch) =>
    [
        epoch.Epoch.ToString(CultureInfo.InvariantCulture),
        Number(epoch.Loss), Number(epoch.ValidationLoss), Number(epoch.ValidationAuc),
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
