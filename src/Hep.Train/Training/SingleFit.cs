using System.Runtime.CompilerServices;
using Hep.Jagged;
using Hep.Onnx;
using Microsoft.Extensions.Logging;

namespace Hep.Train;

/// <summary>
/// Training by one call: the engine learns from all entries; then each iteration of what it learnt is judged as an epoch is, until nothing
/// improves any more, and as many as were best are kept.
/// </summary>
internal sealed class SingleFit(
    IFittingEngine engine, TrainingProblem problem, TrainingData data, DecidingFigure monitor, ILogger logger,
    IProgress<EpochReport>? progress)
{
    private const int JudgedAtOnce = 64;   // an evaluation holds up to 2.6 MB for each output

    private readonly TrainingOptions _options = problem.Options;
    private readonly EarlyStopping _stopping = new(problem.Options.Patience);
    private readonly List<EpochReport> _history = [];
    private readonly FitProgress? _told =
        problem.Options.Progress is { } target ? new FitProgress(target, problem.Options, data.Training.EntryCount) : null;
    private readonly List<double[]> _sums = [];   // of each batch of the validation part, over the iterations that were judged
    private TimeSpan _waited;
    private Evaluation? _best;

    /// <summary>The reports, one for each iteration that was judged.</summary>
    public IReadOnlyList<EpochReport> History => _history;

    /// <summary>Trains; the engine has the best iterations afterwards.</summary>
    /// <returns>What they predict for the validation part; null without one.</returns>
    public async Task<Evaluation?> RunAsync(CancellationToken cancellationToken)
    {
        if (UnusedKeys() is { Length: > 0 } unused)
            TrainingTelemetry.LogWarning(
                logger, $"'{engine.Name}' learns from all entries at once and does not use {string.Join(", ", unused)}.");
        long start = _options.Clock.GetTimestamp();
        int iterations = await engine.FitAsync(ReadTrainingAsync(cancellationToken),
            data.Validation.EntryCount > 0 ? data.Validation.ReadInOrderAsync(cancellationToken) : null, _told, cancellationToken)
            .ConfigureAwait(false);
        TimeSpan each = _options.Clock.GetElapsedTime(start) / iterations;
        _told?.BeginJudging(iterations);
        double[] losses = await LossesAsync(iterations, cancellationToken).ConfigureAwait(false);
        for (int first = 0; first < iterations && !_stopping.IsOver; first += JudgedAtOnce)
        {
            int count = Math.Min(JudgedAtOnce, iterations - first);
            ValidationPass[]? passes = await JudgeAsync(first, count, cancellationToken).ConfigureAwait(false);
            for (int i = 0; i < count && !_stopping.IsOver; i++) Report(first + i, losses[first + i], passes?[i].ToEvaluation(), each);
        }
        engine.Keep(monitor.BestOf(_history));
        return _best;
    }

    private void Report(int index, double loss, Evaluation? evaluation, TimeSpan elapsed)
    {
        EpochReport report = new()
        {
            Epoch = index + 1,
            Loss = loss,
            ValidationLoss = evaluation?.Loss,
            ValidationAuc = evaluation?.Find("auc"),
            ValidationAccuracy = evaluation?.Find("accuracy"),
            Metrics = evaluation?.Metrics,
            EntriesPerSecond = data.Training.EntryCount / Math.Max(elapsed.TotalSeconds, 1e-9),
            WaitedSeconds = index == 0 ? _waited.TotalSeconds : 0,
        };
        _stopping.Observe(monitor.ValueOf(report));
        if (_stopping.IsBest) _best = evaluation;
        report = report with { IsBest = _stopping.IsBest };
        TrainingTelemetry.TellEpoch(logger, null, report, data.Training.EntryCount, elapsed);
        _history.Add(report);
        progress?.Report(report);
    }

    /// <summary>The loss of the training part after each iteration.</summary>
    private async Task<double[]> LossesAsync(int iterations, CancellationToken cancellationToken)
    {
        TrainingHead head = problem.OnlyHead();
        MeanLoss[] losses = [.. Enumerable.Range(0, iterations).Select(_ => new MeanLoss(head))];
        long judged = 0;
        await foreach (PaddedBatch batch in data.Training.ReadInOrderAsync(cancellationToken).ConfigureAwait(false))
            using (batch)
            {
                float[] labels = new float[batch.EntryCount * head.LabelCount];
                head.CopyLabels(batch, labels);
                int iteration = 0;
                await foreach (ReadOnlyMemory<float> predictions in
                    engine.PredictIterationsAsync(batch, 0, NewSums(batch), cancellationToken).ConfigureAwait(false))
                    losses[iteration++].Add(new PredictionBlock(predictions.Span, labels, batch.Weights));
                _told?.Judge(judged += batch.EntryCount);
            }
        return [.. losses.Select(l => l.Value)];
    }

    /// <summary>Some iterations on the validation part; null without one.</summary>
    private async Task<ValidationPass[]?> JudgeAsync(int first, int count, CancellationToken cancellationToken)
    {
        if (data.Validation.EntryCount == 0) return null;
        ValidationPass[] passes = [.. Enumerable.Range(0, count).Select(_ => new ValidationPass(engine, problem))];
        int batches = 0;
        await foreach (PaddedBatch batch in data.Validation.ReadInOrderAsync(cancellationToken).ConfigureAwait(false))
            using (batch)
            {
                if (batches == _sums.Count) _sums.Add(NewSums(batch));
                int index = 0;
                await foreach (ReadOnlyMemory<float> predictions in
                    engine.PredictIterationsAsync(batch, first, _sums[batches++], cancellationToken).ConfigureAwait(false))
                {
                    if (!passes[index].Add(batch, predictions.Span))
                        throw new TrainingException($"A prediction is no finite number after iteration {first + index + 1}: "
                            + "scale the features, and let no NaN through (nan: mask, padding: 0).") { Epoch = first + index + 1 };
                    if (++index == count) break;
                }
            }
        return passes;
    }

    private double[] NewSums(PaddedBatch batch) => new double[batch.EntryCount * problem.OutputCount];

    private async IAsyncEnumerable<PaddedBatch> ReadTrainingAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        BatchesAhead ahead = new(data.Training.ReadShuffledAsync, TrainingPosition.Start.Epoch);
        await using var ending = ahead.ConfigureAwait(false);
        EpochBatches pass = new(engine, ahead, data.Training.BatchCount, _options with { Epochs = 1, Progress = _told }, null,
            TrainingPosition.Start, 0);
        await foreach (PaddedBatch batch in pass.ReadAsync(cancellationToken).ConfigureAwait(false)) yield return batch;
        _waited += pass.Waited;
    }

    /// <summary>Options that say how steps are made, where they are not the defaults.</summary>
    private string[] UnusedKeys()
    {
        TrainingOptions defaults = new();
        (string Key, bool IsSet)[] keys =
        [
            ("device", _options.Device != defaults.Device), ("precision", _options.Precision != defaults.Precision),
            ("epochs", _options.Epochs != defaults.Epochs), ("optimizer", _options.Optimizer != defaults.Optimizer),
            ("learning_rate", _options.LearningRate != defaults.LearningRate),
            ("weight_decay", _options.WeightDecay != defaults.WeightDecay),
            ("momentum", _options.Momentum != defaults.Momentum), ("nesterov", _options.Nesterov), ("clip_norm", _options.ClipNorm > 0),
            ("accumulate", _options.Accumulate > 1),
            ("schedule", _options.Schedule != defaults.Schedule),
        ];
        return [.. keys.Where(k => k.IsSet).Select(k => $"training.{k.Key}")];
    }
}
