using System.Diagnostics;
using System.Diagnostics.Metrics;
using Hep.Onnx;
using Microsoft.Extensions.Logging;

namespace Hep.Train;

/// <summary>
/// How training goes for those who do not wait for it, under the name <c>Hep.Train</c>: an activity for the whole and one for each epoch,
/// counters, and messages.
/// </summary>
internal static partial class TrainingTelemetry
{
    public const string Name = "Hep.Train";

    private static readonly ActivitySource Activities = new(Name);
    private static readonly Meter Meter = new(Name);
    private static readonly Counter<long> Entries =
        Meter.CreateCounter<long>("hep.train.entries", "{entry}", "Entries that engines learnt from, each epoch anew.");
    private static readonly Counter<double> Waited =
        Meter.CreateCounter<double>("hep.train.waited", "s", "Time in which engines waited for entries.");
    private static readonly Histogram<double> Seconds =
        Meter.CreateHistogram("hep.train.epoch.duration", "s", "Time of an epoch, validation included.", null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 0.5, 1, 5, 10, 30, 60, 300, 900, 3600] });

    public static Activity? StartTraining(string engine) => Activities.StartActivity("train")?.SetTag("hep.engine", engine);

    public static Activity? StartEpoch(int epoch) => Activities.StartActivity("epoch")?.SetTag("hep.epoch", epoch);

    /// <summary>An epoch has ended.</summary>
    public static void TellEpoch(ILogger logger, Activity? activity, EpochReport report, long entryCount, TimeSpan elapsed)
    {
        activity?.SetTag("hep.loss", report.Loss).SetTag("hep.validation_loss", report.ValidationLoss);
        Entries.Add(entryCount);
        Waited.Add(report.WaitedSeconds);
        Seconds.Record(elapsed.TotalSeconds);
        LogEpoch(logger, report.Epoch, report.Loss, report.ValidationLoss,
            report.ValidationAuc, report.EntriesPerSecond, report.WaitedSeconds);
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Information,
        Message = "Training starts with {Engine}: {TrainingEntries} entries to learn from, {ValidationEntries} to judge by, "
            + "{Cells} cells, at most {Epochs} epochs, seed {Seed}")]
    public static partial void LogStart(ILogger logger, string engine,
        long trainingEntries, long validationEntries, int cells, int epochs, long seed);

    [LoggerMessage(EventId = 3, Level = LogLevel.Information,
        Message = "Training stops after epoch {Epoch}: {Patience} epochs without a better validation {Monitor}")]
    public static partial void LogStoppedEarly(ILogger logger, int epoch, int patience, string monitor);

    [LoggerMessage(EventId = 4, Level = LogLevel.Information,
        Message = "Training ended after {Epochs} epochs, the weights are those of epoch {Best}")]
    public static partial void LogEnd(ILogger logger, int epochs, int best);

    [LoggerMessage(EventId = 6, Level = LogLevel.Information,
        Message = "Training goes on from a checkpoint in epoch {Epoch}, behind {Batches} of its batches")]
    public static partial void LogResumed(ILogger logger, int epoch, long batches);

    [LoggerMessage(EventId = 5, Level = LogLevel.Warning, Message = "{Warning}")]
    public static partial void LogWarning(ILogger logger, string warning);

    [LoggerMessage(EventId = 2, Level = LogLevel.Information,
        Message = "Epoch {Epoch}: loss {Loss:F4}, validation loss {ValidationLoss:F4}, AUC {Auc:F4}, "
            + "{EntriesPerSecond:F0} entries/s, waited {Waited:F2} s for data")]
    private static partial void LogEpoch(ILogger logger, int epoch, double loss,
        double? validationLoss, double? auc, double entriesPerSecond, double waited);
}
