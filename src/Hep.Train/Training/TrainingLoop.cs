using System.Diagnostics;
using Hep.Jagged;
using Hep.Onnx;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hep.Train;

/// <summary>Epochs, validation after each, and the end when nothing improves any more.</summary>
/// <param name="engine">What learns.</param>
/// <param name="problem">What it learns, and how.</param>
/// <param name="data">From what.</param>
/// <param name="passes">Where the batches of epochs come from.</param>
/// <param name="progress">Gets a report after each epoch.</param>
internal sealed class TrainingLoop(
    ITrainingEngine engine, TrainingProblem problem, TrainingData data, IPasses passes, IProgress<EpochReport>? progress)
{
    private readonly TrainingOptions _options = problem.Options;
    private readonly ILogger _logger = problem.Options.Logger ?? NullLogger.Instance;
    private readonly DecidingFigure _monitor = DecidingFigure.Of(problem);
    private readonly EarlyStopping _stopping = new(problem.Options.Patience);
    private List<EpochReport> _history = [];
    private Evaluation? _best;

    /// <summary>The reports so far.</summary>
    public IReadOnlyList<EpochReport> History => _history;

    /// <summary>Trains; the engine has the best weights afterwards.</summary>
    /// <returns>What they predict for the validation part; null without one.</returns>
    public async Task<Evaluation?> RunAsync(CancellationToken cancellationToken)
    {
        TrainingTelemetry.LogStart(_logger, engine.Name, data.Training.EntryCount,
            data.Validation.EntryCount, data.Pipeline.CellCount, _options.Epochs, _options.Seed);
        engine.Start(problem);
        using CheckpointKeeper? checkpoints = CheckpointKeeper.Open(engine, problem, data, _logger);
        if (engine is IFittingEngine fitting) return await FitAsync(fitting, cancellationToken).ConfigureAwait(false);
        TrainingPosition position = checkpoints?.Resume() ?? TrainingPosition.Start;
        _history = [.. position.History];
        foreach (EpochReport before in _history) _stopping.Observe(_monitor.ValueOf(before));
        BatchesAhead ahead = new(passes.ReadTrainingAsync, passes.ReadAhead ? _options.Epochs : 0);
        await using (ahead.ConfigureAwait(false))
            while (position.Epoch <= _options.Epochs && !_stopping.IsOver && engine is not IFinishingEngine { IsFinished: true })
                position = await RunEpochAsync(position, ahead, checkpoints, cancellationToken).ConfigureAwait(false);

        int bestEpoch = _history.Count > 0 ? _monitor.BestOf(_history) : 0;
        if (_stopping.IsOver) TrainingTelemetry.LogStoppedEarly(_logger, _history.Count, _options.Patience, _options.Monitor);
        TrainingTelemetry.LogEnd(_logger, _history.Count, bestEpoch);
        engine.RestoreWeights();
        // The best weights may be older than this process.
        return _best ?? (bestEpoch > 0 ? await EvaluateAsync(bestEpoch, cancellationToken).ConfigureAwait(false) : null);
    }

    private async Task<Evaluation?> FitAsync(IFittingEngine fitting, CancellationToken cancellationToken)
    {
        SingleFit fit = new(fitting, problem, data, _monitor, _logger, progress);
        Evaluation? evaluation = await fit.RunAsync(cancellationToken).ConfigureAwait(false);
        _history = [.. fit.History];
        int best = _monitor.BestOf(_history);
        TrainingTelemetry.LogEnd(_logger, _history.Count, best);
        return evaluation;
    }

    private async Task<TrainingPosition> RunEpochAsync(
        TrainingPosition position, BatchesAhead ahead, CheckpointKeeper? checkpoints, CancellationToken cancellationToken)
    {
        using Activity? activity = TrainingTelemetry.StartEpoch(position.Epoch);
        long start = _options.Clock.GetTimestamp();
        int reductions = _options.Schedule.ReductionsAfter(_history.Select(_monitor.ValueOf));
        EpochBatches batches = new(engine, ahead, data.Training.BatchCount, _options, checkpoints, position, reductions);
        double loss = position.Loss ?? await engine.TrainAsync(batches.ReadAsync(cancellationToken), cancellationToken)
            .ConfigureAwait(false);
        double rate = batches.EntriesPerSecond;
        position = batches.Position with { Loss = loss };
        if (!double.IsFinite(loss)) throw Diverged("The loss", position.Epoch);

        Evaluation? evaluation = await EvaluateOrKeepAsync(position, checkpoints, cancellationToken).ConfigureAwait(false);
        EpochReport report = new()
        {
            Epoch = position.Epoch,
            Loss = loss,
            ValidationLoss = evaluation?.Loss,
            ValidationAuc = evaluation?.Find("auc"),
            ValidationAccuracy = evaluation?.Find("accuracy"),
            Metrics = evaluation?.Metrics,
            LearningRate = batches.LearningRate,
            EntriesPerSecond = rate,
            WaitedSeconds = batches.Waited.TotalSeconds,
        };
        _stopping.Observe(_monitor.ValueOf(report));
        if (_stopping.IsBest)
        {
            engine.KeepWeights();
            _best = evaluation;
        }
        report = report with { IsBest = _stopping.IsBest };
        TrainingTelemetry.TellEpoch(_logger, activity, report, batches.EntryCount, _options.Clock.GetElapsedTime(start));
        _history.Add(report);
        position = new TrainingPosition(position.Epoch + 1, 0, null, null, [.. _history]);
        checkpoints?.PassEpoch(position, isLast: _stopping.IsOver || position.Epoch > _options.Epochs);
        progress?.Report(report);
        return position;
    }

    private async Task<Evaluation?> EvaluateOrKeepAsync(
        TrainingPosition position, CheckpointKeeper? checkpoints, CancellationToken cancellationToken)
    {
        try
        {
            return await EvaluateAsync(position.Epoch, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            checkpoints?.PassCancellation(position);
            throw;
        }
    }

    private async Task<Evaluation?> EvaluateAsync(int epoch, CancellationToken cancellationToken)
    {
        if (data.Validation.EntryCount == 0) return null;
        ValidationPass validation = new(engine, problem);
        await foreach (PaddedBatch batch in passes.ReadValidationAsync(cancellationToken).ConfigureAwait(false))
            using (batch)
                if (!await validation.AddAsync(batch, cancellationToken).ConfigureAwait(false)) throw Diverged("A prediction", epoch);
        return validation.ToEvaluation();
    }

    private static TrainingException Diverged(string what, int epoch) =>
        new($"{what} is no finite number after epoch {epoch}: choose a smaller learning_rate, scale the features, "
            + "and let no NaN through (nan: mask, padding: 0).") { Epoch = epoch };
}
