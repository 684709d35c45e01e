using System.Globalization;
using System.Text.Json;
using Hep.Jagged;
using Hep.Onnx;
using Hep.Tool.Arguments;
using Hep.Train;

namespace Hep.Tool.Reports;

/// <summary>The report of one training: figures, curves, and what the model is made of.</summary>
internal static class TrainingReport
{
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
        AddFiles(page, result.Card);
        return page.ToHtml();
    }

    /// <summary>Adds the files that a model was trained on.</summary>
    public static void AddFiles(ReportPage page, ModelCard card) =>
        page.AddSection("Events", "The files that were read.").AddTable(["file", "tree", ">entries"], card.Data.Files.Select(f =>
            (IReadOnlyList<string>)[f.Location, f.Tree, f.Entries.ToString("N0", CultureInfo.InvariantCulture)]));

    /// <summary>Adds the sections about training and validation: curves, the table of epochs, and what each head does.</summary>
    public static void AddTraining(ReportPage page, TrainingResult result)
    {
        page.AddSection("Training", $"{result.Card.Data.TrainingEntries.ToString("N0", CultureInfo.InvariantCulture)} "
            + $"events to learn from, {result.Card.Data.ValidationEntries.ToString("N0", CultureInfo.InvariantCulture)} to judge by. "
            + "The weights of the best epoch were kept.");
        (Chart, string) loss = (TrainingCharts.Loss(result.History),
            $"Validation {MonitorOf(result.Card)} decides which weights are kept, and when training ends.");
        if (TrainingCharts.Quality(result.History) is { } quality)
            page.AddPictures(loss, (quality, "Judged on events that training never sees."));
        else page.AddPictures(loss);
        string[] areas = [.. TrainingCharts.FiguresOf(result.History, "auc")];
        page.AddTable([">epoch", ">loss", ">validation loss", .. areas.Select(a => $">{TrainingCharts.NameOf(a)}"), ">samples/s",
            ">waited for data", ""], result.History.Select(e => Row(e, areas)));
        foreach ((HeadEvaluation head, ModelHead card) in (result.Validation?.Heads ?? []).Zip(result.Card.Heads))
            new HeadSection(head, card).AddTo(page, "Validation", "on events that training never sees.");
    }

    private static void AddImportances(ReportPage page, IReadOnlyList<FeatureImportance> importances)
    {
        if (importances.Count == 0) return;
        page.AddSection("Importance",
            "By how much the validation loss grows when the values of a column, or of a grid's channel, are exchanged between events at "
            + "random: what the model relies on. Columns that tell the same share it.")
            .AddTable(["column", ">loss grows by", ">±"], importances.Select(i => (IReadOnlyList<string>)
                [i.Column, i.LossIncrease.ToString("F5", CultureInfo.InvariantCulture), i.Deviation.ToString("F5",
                    CultureInfo.InvariantCulture)]));
    }

    /// <summary>The figures to see at a glance.</summary>
    public static (string Label, string Value)[] Figures(TrainingResult result) =>
    [
        .. (result.Validation is { } validation ? HeadSection.FiguresOf(validation) : []).OrderBy(m => m != "auc")
            .Select(m => ($"validation {TrainingCharts.NameOf(m)}", Number(result.Validation!.Metrics[m]))),
        ("epochs", result.History.Count.ToString(CultureInfo.InvariantCulture)),
        ("cells", result.Pipeline.CellCount.ToString("N0", CultureInfo.InvariantCulture)),
        ("parameters", result.Model.ParameterCount.ToString("N0", CultureInfo.InvariantCulture)),
    ];

    private static string MonitorOf(ModelCard card) =>
        card.Training is { } options && options.TryGetProperty("monitor", out JsonElement monitor) ? monitor.GetString()! : "loss";

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
