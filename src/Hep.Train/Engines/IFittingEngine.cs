using Hep.Jagged;

namespace Hep.Train;

/// <summary>
/// An engine that learns from all entries in one call instead of step by step: boosted trees, linear models, the <c>fit</c> of other
/// languages. What it learns may grow by iterations; they stand for epochs in reports, and the first of them, as many as one likes, are a
/// model of their own. The trainer judges each, and keeps as many as are best.
/// </summary>
public interface IFittingEngine : ITrainingEngine
{
    /// <summary>Learns from all entries, after <see cref="ITrainingEngine.Start"/>; the model then has all iterations.</summary>
    /// <param name="training">
    /// The entries, mixed; read anew each time it is enumerated, in the same order. The engine disposes the batches.
    /// </param>
    /// <param name="validation">
    /// The same of the validation part, for engines that end by themselves when <see cref="TrainingOptions.Patience"/> is over; null where
    /// there is none.
    /// </param>
    /// <param name="progress">Hears every <see cref="TrainingOptions.ProgressInterval"/>, and at the end, how far learning is.</param>
    /// <param name="cancellationToken">Ends learning with <see cref="OperationCanceledException"/>.</param>
    /// <returns>Iterations that were made, 1 or more.</returns>
    /// <exception cref="TrainingException">The engine cannot learn from these.</exception>
    Task<int> FitAsync(IAsyncEnumerable<PaddedBatch> training, IAsyncEnumerable<PaddedBatch>? validation,
        IProgress<FittingProgress>? progress = null, CancellationToken cancellationToken = default);

    /// <summary>What some first iterations predict of a batch, one more, and so on to all that were made.</summary>
    /// <param name="batch">n entries; it stays the caller's.</param>
    /// <param name="before">Iterations that are not asked for: the first predictions are those of one more.</param>
    /// <param name="sums">
    /// n × <see cref="TrainingProblem.OutputCount"/> numbers of the engine's own, zeros at first: with the number of an iteration that was
    /// predicted as <paramref name="before"/>, and what then stood here, it goes on from there.
    /// </param>
    /// <param name="cancellationToken">Cancels between two iterations.</param>
    /// <returns>
    /// One for each further iteration, as <see cref="ITrainingEngine.PredictAsync"/> gives them; each lives until the next is asked for.
    /// </returns>
    IAsyncEnumerable<ReadOnlyMemory<float>> PredictIterationsAsync(
        PaddedBatch batch, int before, Memory<double> sums, CancellationToken cancellationToken = default);

    /// <summary>Leaves of the model the first iterations alone.</summary>
    /// <param name="iterations">From 1 to as many as were made.</param>
    void Keep(int iterations);
}
