using Microsoft.Extensions.Logging;

namespace Hep.Train;

/// <summary>Writes checkpoints when it is time, and goes on from the last one.</summary>
internal sealed class CheckpointKeeper : IDisposable
{
    private readonly IResumableEngine _engine;
    private readonly CheckpointOptions _options;
    private readonly CheckpointFolder _folder;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly string _training;
    private readonly long _batchesPerEpoch;
    private long _writtenAt;
    private TrainingPosition? _written;

    private CheckpointKeeper(IResumableEngine engine, CheckpointOptions options, CheckpointFolder folder, string training,
        long batchesPerEpoch, TimeProvider clock, ILogger logger)
    {
        (_engine, _options, _folder, _training, _batchesPerEpoch) = (engine, options, folder, training, batchesPerEpoch);
        (_clock, _logger, _writtenAt) = (clock, logger, clock.GetTimestamp());
    }

    /// <summary>Opens the folder that the options name; null where they name none.</summary>
    /// <param name="engine">One that can go on: <see cref="EngineLimits"/> has refused others.</param>
    /// <param name="problem">What it learns, and how.</param>
    /// <param name="data">From what.</param>
    /// <param name="logger">Hears of damaged checkpoints.</param>
    /// <exception cref="TrainingException">The folder does not fit.</exception>
    public static CheckpointKeeper? Open(ITrainingEngine engine, TrainingProblem problem, TrainingData data, ILogger logger)
    {
        if (problem.Options.Checkpoints is not { } wanted) return null;
        if (wanted.Resume && !CheckpointFolder.HasAny(wanted.Folder)) throw CheckpointFolder.Empty(wanted.Folder);   // and make no folder
        CheckpointFolder folder = CheckpointFolder.Open(wanted.Folder);
        if (wanted.Resume || folder.IsEmpty)
            return new CheckpointKeeper((IResumableEngine)engine, wanted, folder, TrainingIdentity.Of(engine, problem, data),
                data.Training.BatchCount, problem.Options.Clock, logger);
        folder.Dispose();
        throw new TrainingException($"'{wanted.Folder}' holds checkpoints of an earlier training: resume it, or choose another folder.");
    }

    /// <summary>Where to begin; the engine, which was started, has the state that belongs to it.</summary>
    /// <exception cref="TrainingException">There is no checkpoint, or it is of another training.</exception>
    public TrainingPosition Resume()
    {
        if (!_options.Resume) return TrainingPosition.Start;
        Checkpoint checkpoint = _folder.ReadLast(warning => TrainingTelemetry.LogWarning(_logger, warning));
        TrainingIdentity.Check(checkpoint.Training, _training);
        TrainingPosition position = TrainingPosition.FromJson(checkpoint.Position);
        _engine.LoadState(checkpoint.State);
        TrainingTelemetry.LogResumed(_logger, position.Epoch, position.Batches);
        _written = position;
        return position;
    }

    /// <summary>Within an epoch: writes a checkpoint if it is time for one.</summary>
    public void Pass(TrainingPosition position)
    {
        if (position.Batches == 0) return;
        if ((_options.Interval is { } interval && _clock.GetElapsedTime(_writtenAt) >= interval)
            || (_options.EveryBatches is { } every && position.Batches % every == 0)) Write(position);
    }

    /// <summary>At the end of an epoch: writes a checkpoint if it is time for one, or if it was the last.</summary>
    public void PassEpoch(TrainingPosition next, bool isLast)
    {
        if (_options.EveryEpochs > 0 && (isLast || (next.Epoch - 1) % _options.EveryEpochs == 0)) Write(next);
    }

    /// <summary>Training is cancelled: writes a checkpoint if one is wanted then.</summary>
    public void PassCancellation(TrainingPosition position)
    {
        if (_options.OnCancellation) Write(position);
    }

    public void Dispose() => _folder.Dispose();

    private void Write(TrainingPosition position)
    {
        _writtenAt = _clock.GetTimestamp();
        if (position == _written) return;
        _folder.Write((position.Epoch - 1) * _batchesPerEpoch + position.Batches,
            new Checkpoint(_engine.SaveState(), _training, position.ToJson()));
        _written = position;
    }
}
