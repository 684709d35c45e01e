using System.Runtime.CompilerServices;
using Hep.Jagged;

namespace Hep.Train;

/// <summary>
/// The batches of an epoch on their way to the engine. What has to be done between two steps is done here, while the engine waits: the
/// learning rate is set, progress told, checkpoints written.
/// </summary>
internal sealed class EpochBatches(
    ITrainingEngine engine, BatchesAhead ahead, long batchCount, TrainingOptions options, CheckpointKeeper? checkpoints,
    TrainingPosition position, int reductions)
{
    private readonly MeasuredBatches _measured = new(options.Clock);
    private readonly long _updates = (batchCount + options.Accumulate - 1) / options.Accumulate;
    private long _told = options.Clock.GetTimestamp();

    /// <summary>Entries that were handed on.</summary>
    public long EntryCount => _measured.EntryCount;

    /// <summary>Time in which the engine waited.</summary>
    public TimeSpan Waited => _measured.Waited;

    /// <summary>Entries a second so far.</summary>
    public double EntriesPerSecond => _measured.EntriesPerSecond;

    /// <summary>Where training stands.</summary>
    public TrainingPosition Position => position;

    /// <summary>The size of the step to which the last batch led, or the first will; 0 where the engine has none.</summary>
    public double LearningRate => engine is IScheduledEngine ? RateOf(Math.Max(0, position.Batches - 1)) : 0;

    public async IAsyncEnumerable<PaddedBatch> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        IAsyncEnumerator<PlacedBatch<PaddedBatch>> batches = _measured
            .ReadAsync(ahead.ReadAsync(position.Epoch, position.Place, cancellationToken), cancellationToken)
            .GetAsyncEnumerator(cancellationToken);
        await using (batches.ConfigureAwait(false))
            while (await MoveAsync(batches, cancellationToken).ConfigureAwait(false))
            {
                if (engine is IScheduledEngine scheduled) scheduled.LearningRate = RateOf(position.Batches);
                (PaddedBatch batch, BatchPosition behind) = batches.Current;
                yield return batch;
                position = position with { Batches = position.Batches + 1, Place = behind };
                TellProgress();
            }
    }

    private async ValueTask<bool> MoveAsync(IAsyncEnumerator<PlacedBatch<PaddedBatch>> batches, CancellationToken cancellationToken)
    {
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            checkpoints?.Pass(position);
            return await batches.MoveNextAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            checkpoints?.PassCancellation(position);
            throw;
        }
    }

    private double RateOf(long batch)
    {
        long update = (position.Epoch - 1) * _updates + batch / options.Accumulate;
        return options.LearningRate * options.Schedule.FactorAt(update, _updates, options.Epochs, reductions);
    }

    private void TellProgress()
    {
        if (options.Progress is null || options.Clock.GetElapsedTime(_told) < options.ProgressInterval) return;
        _told = options.Clock.GetTimestamp();
        options.Progress.Report(new TrainingProgress
        {
            Epoch = position.Epoch,
            Epochs = options.Epochs,
            Batches = position.Batches,
            BatchCount = batchCount,
            EntriesPerSecond = EntriesPerSecond,
            Waited = Waited,
            LearningRate = LearningRate,
        });
    }
}
