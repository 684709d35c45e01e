using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Hep.Onnx;

namespace Hep.Train;

/// <summary>Several engines that train side by side on data that are read once.</summary>
internal sealed class JointTraining(TrainingData data, TrainingOptions options, IProgress<EngineReport>? progress)
{
    private readonly Lock _reporting = new();
    private Exception? _failure;

    /// <summary>Refuses engines that cannot train together.</summary>
    /// <exception cref="ArgumentException">There is none, or one stands there twice.</exception>
    /// <exception cref="TrainingException">They do not take the same, or checkpoints are asked for.</exception>
    public static void Check(IReadOnlyList<ITrainingEngine> engines, TrainingOptions options)
    {
        if (engines.Count == 0 || engines.Distinct().Count() != engines.Count)
            throw new ArgumentException("One engine or more are expected, each of them once.", nameof(engines));
        if (engines.Select(e => e.TakesGrids).Distinct().Count() > 1)
            throw new TrainingException($"'{engines.First(e => e.TakesGrids).Name}' takes grids and "
                + $"'{engines.First(e => !e.TakesGrids).Name}' does not: their pipelines differ. Train them one after the other.");
        if (options.Checkpoints is not null)
            throw new TrainingException("A checkpoint holds the training of one engine: train them one after the other, or without "
                + "checkpoints.");
        foreach (ITrainingEngine engine in engines) EngineLimits.Check(engine, options);
    }

    /// <summary>Trains them all; the first failure ends all.</summary>
    public async Task<IReadOnlyList<TrainingResult>> RunAsync(IReadOnlyList<ITrainingEngine> engines, CancellationToken cancellationToken)
    {
        // What learns all at once reads as often as it likes, on its own: in memory that costs nothing.
        SharedPasses shared = new(data, engines.Count(e => e is not IFittingEngine));
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<TrainingResult>[] trainings = [.. engines.Select(e => Task.Run(() => TrainAsync(e, shared, stop), CancellationToken.None))];
        Task<TrainingResult[]> all = Task.WhenAll(trainings);
        await ((Task)all).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        if (_failure is not null) ExceptionDispatchInfo.Throw(_failure);
        return await all.ConfigureAwait(false);
    }

    private async Task<TrainingResult> TrainAsync(ITrainingEngine engine, SharedPasses shared, CancellationTokenSource stop)
    {
        using Activity? activity = TrainingTelemetry.StartTraining(engine.Name);
        bool isFitting = engine is IFittingEngine;
        try
        {
            return await EngineTraining.RunAsync(engine, data, isFitting ? data : shared, OptionsOf(engine), new Reports(this, engine),
                stop.Token).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            Exception told = failure is TrainingException training
                ? new TrainingException($"{engine.Name}: {failure.Message}", failure) { Epoch = training.Epoch }
                : failure;
            if (!stop.IsCancellationRequested) Interlocked.CompareExchange(ref _failure, told, null);
            await stop.CancelAsync().ConfigureAwait(false);
            throw;
        }
        finally
        {
            if (!isFitting) shared.Leave();
        }
    }

    /// <summary>Those of all, with the word by which programs choose this engine: the first of its name.</summary>
    private TrainingOptions OptionsOf(ITrainingEngine engine) => options with { Engine = engine.Name.Split(' ')[0] };

    private sealed class Reports(JointTraining training, ITrainingEngine engine) : IProgress<EpochReport>
    {
        public void Report(EpochReport value)
        {
            lock (training._reporting) training.Tell(engine, value);
        }
    }

    private void Tell(ITrainingEngine engine, EpochReport epoch) => progress?.Report(new EngineReport(engine, epoch));
}
