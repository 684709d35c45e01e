using System.Diagnostics;
using Hep.Jagged;
using Hep.Onnx;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hep.Train;

/// <summary>Epochs, validation after each, and the end when nothing improves any more.</summary>
internal sealed class TrainingLoop(ITrainingEngine engine, TrainingData data, TrainingOptions options, IProgress<EpochReport>? progress)
{
    private readonly List<EpochReport> _history = [];
    private readonly ILogger _logger = options.Logger ?? NullLogger.Instance;

    /// <summary>The reports so far.</summary>
    public IReadOnlyList<EpochReport> History => _history;

    /// <summary>Trains; the engine has the best weights afterwards.</summary>
    /// <returns>What they predict for the validation part; null without one.</returns>
    public async Task<Evaluation?> RunAsync(CancellationToken cancellationToken)
    {
        foreach (string warning in data.Warnings) TrainingTelemetry.LogWarning(_logger, warning);
        TrainingTelemetry.LogStart(_logger, engine.Name, data.Training.EntryCount,
            data.Validation.EntryCount, data.Pipeline.CellCount, options.Epochs, options.Seed);
        engine.Start(data.Problem);
        EarlyStopping stopping = new(options.Patience);
        Evaluation? best = null;
        for (int epoch = 1; epoch <= options.Epochs && !stopping.IsOver; epoch++)
        {
            using Activity? activity = TrainingTelemetry.StartEpoch(epoch);
            MeasuredBatches batches = new(data.Training.ReadShuffledAsync(epoch, cancellationToken));
            long start = Stopwatch.GetTimestamp();
            double loss = await engine.TrainAsync(batches.ReadAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
            TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
            CheckLoss(loss, epoch);

            Evaluation? evaluation = await EvaluateAsync(epoch, cancellationToken).ConfigureAwait(false);
            stopping.Observe(evaluation?.Loss ?? -epoch);   // without validation the last weights are the best
            if (stopping.IsBest)
            {
                engine.KeepWeights();
                best = evaluation;
            }
            EpochReport report = new()
            {
                Epoch = epoch,
                Loss = loss,
                ValidationLoss = evaluation?.Loss,
                ValidationAuc = evaluation?.Roc?.Area,
                ValidationAccuracy = evaluation?.Accuracy,
                EntriesPerSecond = batches.EntryCount / elapsed.TotalSeconds,
                WaitedSeconds = batches.Waited.TotalSeconds,
                IsBest = stopping.IsBest,
            };
            TrainingTelemetry.TellEpoch(_logger, activity, report, batches.EntryCount, Stopwatch.GetElapsedTime(start));
            _history.Add(report);
            progress?.Report(report);
        }
        if (stopping.IsOver) TrainingTelemetry.LogStoppedEarly(_logger, _history.Count, options.Patience);
        TrainingTelemetry.LogEnd(_logger, _history.Count, _history.FindLast(r => r.IsBest)?.Epoch ?? 0);
        engine.RestoreWeights();
        return best;
    }

    private async Task<Evaluation?> EvaluateAsync(int epoch, CancellationToken cancellationToken)
    {
        if (data.Validation.EntryCount == 0) return null;
        TrainingProblem problem = data.Problem;
        long count = data.Validation.EntryCount;
        if (count * Math.Max(problem.OutputCount, problem.LabelCount) > Array.MaxLength)
            throw new TrainingException($"{count} entries are too many to validate with: choose a smaller share as 'validation'.");
        float[] predictions = new float[count * problem.OutputCount], labels = new float[count * problem.LabelCount],
            weights = new float[count];
        int at = 0;
        await foreach (PaddedBatch batch in data.Validation.ReadInOrderAsync(cancellationToken).ConfigureAwait(false))
            using (batch)
            {
                await engine.PredictAsync(batch, predictions.AsMemory(at * problem.OutputCount, batch.EntryCount * problem.OutputCount),
                    cancellationToken).ConfigureAwait(false);
                problem.CopyLabels(batch, labels.AsSpan(at * problem.LabelCount));
                batch.Weights.CopyTo(weights.AsSpan(at));
                at += batch.EntryCount;
            }
        if (Array.FindIndex(predictions, p => !float.IsFinite(p)) >= 0) throw Diverged("A prediction", epoch);
        return new Evaluation(problem, predictions, labels, weights);
    }

    private static void CheckLoss(double loss, int epoch)
    {
        if (!double.IsFinite(loss)) throw Diverged("The loss", epoch);
    }

    private static TrainingException Diverged(string what, int epoch) =>
        new($"{what} is no finite number after epoch {epoch}: choose a smaller learning_rate, scale the features, "
            + "and let no NaN through (nan: mask, padding: 0).") { Epoch = epoch };
}
