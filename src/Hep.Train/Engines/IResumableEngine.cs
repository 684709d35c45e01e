namespace Hep.Train;

/// <summary>An engine whose training can be interrupted and go on: what checkpoints need.</summary>
public interface IResumableEngine : ITrainingEngine
{
    /// <summary>
    /// Everything from which the next step follows: weights, kept weights, the optimizer's state, gradients that wait for their step,
    /// random states, and the sums of the losses of the epoch so far. Called between epochs, or while
    /// <see cref="ITrainingEngine.TrainAsync"/> waits for a batch.
    /// </summary>
    EngineState SaveState();

    /// <summary>
    /// Brings back what <see cref="SaveState"/> gave, after <see cref="ITrainingEngine.Start"/> with the same problem. The next call of
    /// <see cref="ITrainingEngine.TrainAsync"/> gets the batches that were left, and gives the loss of the whole epoch.
    /// </summary>
    /// <exception cref="TrainingException">The state is of another network or optimizer.</exception>
    void LoadState(EngineState state);
}
