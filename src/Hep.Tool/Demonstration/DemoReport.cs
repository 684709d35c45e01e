using System.Globalization;
using Hep.Jagged;
using Hep.Tool.Arguments;
using Hep.Tool.Reports;
using Hep.Train;

namespace Hep.Tool.Demonstration;

/// <summary>
/// The report of a demonstration: what the events look like, how training went, and that the service says what the model says.
/// </summary>
internal static class DemoReport
{
    /// <summary>The page.</summary>
    public static string Write(DemoEngine engine, TrainingResult result,
        IReadOnlyList<(Chart Chart, string Caption)> plots, ServedScores scores, StageLog log)
    {
        ReportPage page = new("H → ττ against Z + jets",
            $"Toy events in ROOT files, read as they are, turned into padded and masked rows, learnt by {engine.Learner}, "
            + "and served as one ONNX file that knows its own preprocessing.")
        {
            Foot = $"Written by hep demo {ShowVersion.Version}. Toy Monte Carlo: shapes are plausible, numbers predict nothing.",
        };
        page.AddFigures([
            .. TrainingReport.Figures(result),
            ("events served", scores.EventCount.ToString("N0", CultureInfo.InvariantCulture)),
            ("largest difference", scores.LargestDifference.ToString("G2", CultureInfo.InvariantCulture)),
        ]);
        page.AddSection("Events", "What distinguishes the two classes, and what does not. Each histogram is normalised to 1.")
            .AddPictures([.. plots]);
        TrainingReport.AddTraining(page, result);
        page.AddSection("Service", string.Create(CultureInfo.InvariantCulture,
            $"The {scores.EventCount:N0} events that training never saw went to the service as raw columns; "
            + $"its answers give an area of {scores.Auc:F4} under the ROC curve, and {scores.Agreement}."));
        page.AddSection("Stages", "What was done, in order.")
            .AddTable([">", "stage", "figures", ">seconds"], log.Stages.Select((s, i) => (IReadOnlyList<string>)
            [(i + 1).ToString(CultureInfo.InvariantCulture), s.Name, s.Figures, s.Seconds.ToString("F2", CultureInfo.InvariantCulture)]));
        return page.ToHtml();
    }
}
