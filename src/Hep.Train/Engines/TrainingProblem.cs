using Hep.Jagged;

namespace Hep.Train;

/// <summary>What an engine needs to know before the first batch.</summary>
public sealed record TrainingProblem
{
    /// <summary>What makes the batches: it tells cells, collections, categories and grids.</summary>
    public required FeaturePipeline Pipeline { get; init; }

    /// <summary>What is predicted: one head, or several over the same features.</summary>
    public required IReadOnlyList<TrainingHead> Heads { get; init; }

    /// <summary>
    /// The mean of the weights' absolute values in the training part: the loss of a batch is divided by it, so that the
    /// scale of weights does not scale steps.
    /// </summary>
    public double MeanWeight { get; init; } = 1;

    /// <summary>Seed, optimizer and the size of steps.</summary>
    public required TrainingOptions Options { get; init; }

    /// <summary>Numbers in a row of features, and of the mask.</summary>
    public int CellCount => Pipeline.CellCount;

    /// <summary>Numbers in a row of predictions, those of all heads.</summary>
    public int OutputCount => Heads.Sum(h => h.OutputCount);

    /// <summary>The head, for engines that learn one thing from labels.</summary>
    /// <exception cref="TrainingException">There are several, or it needs no labels; the message says what learns that.</exception>
    public TrainingHead OnlyHead() => Heads is [{ Task: not TrainingTask.Reconstruction } head]
        ? head
        : throw new TrainingException("training.engine: this engine learns one thing from labels: several heads, and what needs no "
            + "labels, are learnt by networks (torchsharp).");
}
