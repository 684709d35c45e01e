using Hep.Jagged;
using Hep.Onnx;

namespace Hep.Train;

/// <summary>
/// What does the mathematics of training. It gets batches and gives losses, predictions and a model; which entries come, in which
/// order, and when training ends is the <see cref="Trainer"/>'s. One engine fits one model at a time; calls never overlap.
/// </summary>
public interface ITrainingEngine : IDisposable
{
    /// <summary>The engine and its version, for the card: <c>torchsharp 0.107.0</c>.</summary>
    string Name { get; }

    /// <summary>The network that is trained, for the card; null for models that are none.</summary>
    NetworkSpecification? Network { get; }

    /// <summary>Whether the engine takes the pipeline's grids, which are made for nobody else.</summary>
    bool TakesGrids => Network is { TakesGrids: true };

    /// <summary>What is trained where it is no network, as a JSON object for the card; null for networks.</summary>
    string? Settings => null;

    /// <summary>
    /// What the model says of itself where its engine does not know it, as a JSON object for the card, once <see cref="ToModel"/> gave it;
    /// null: nothing.
    /// </summary>
    string? Trained => null;

    /// <summary>Refuses options with which the engine cannot train here, before any data are read.</summary>
    /// <exception cref="TrainingException">It cannot; the message says what to do.</exception>
    void Check(TrainingOptions options) { }

    /// <summary>Makes a model with its first weights, which only <paramref name="problem"/> decides; a former one is dropped.</summary>
    /// <exception cref="TrainingException">The engine cannot do this; the message says what it can do.</exception>
    void Start(TrainingProblem problem);

    /// <summary>
    /// One pass over the training part, a step for each batch. The engine disposes the batches.
    /// </summary>
    /// <param name="batches">
    /// Batches of <see cref="TrainingOptions.Batch"/> entries, the last one shorter; features [n, cells], labels [n, targets], weights [n].
    /// </param>
    /// <param name="cancellationToken">Ends the pass between two batches.</param>
    /// <returns>The mean loss, entries weighted, as the batches went by.</returns>
    Task<double> TrainAsync(IAsyncEnumerable<PaddedBatch> batches, CancellationToken cancellationToken = default);

    /// <summary>Predicts one batch with the present weights, nothing left out; the batch stays the caller's.</summary>
    /// <param name="batch">n entries.</param>
    /// <param name="predictions">
    /// Row-major [n, <see cref="TrainingProblem.OutputCount"/>], the numbers of each head behind those of the one before: probabilities,
    /// targets in their own units, or cells as the features hold them.
    /// </param>
    /// <param name="cancellationToken">Cancels before the work starts.</param>
    Task PredictAsync(PaddedBatch batch, Memory<float> predictions, CancellationToken cancellationToken = default);

    /// <summary>Keeps a copy of the present weights, in place of a former copy.</summary>
    void KeepWeights();

    /// <summary>Makes the kept weights the present ones; without kept ones nothing changes.</summary>
    void RestoreWeights();

    /// <summary>
    /// The model with the present weights. Its inputs are those that it uses among <c>features</c> and <c>mask</c> [n, cells],
    /// <c>tokens_C</c> [n, slots, columns] and <c>mask_C</c> [n, slots] of a collection C, and the grids [n, channels, y, x], masks being 0
    /// and 1; its outputs are those of the heads, <see cref="TrainingHead.OutputName"/> [n, outputs], as <see cref="PredictAsync"/> gives
    /// them. The trainer adds pipeline and card.
    /// </summary>
    OnnxModel ToModel();
}
