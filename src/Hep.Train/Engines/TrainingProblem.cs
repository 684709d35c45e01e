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

    /// <summary>Numbers in a row of what predictions are held against.</summary>
    internal int LabelCount => Reconstructs ? CellCount : Heads.Max(h => h.Targets.Max()) + 1;

    private bool Reconstructs => Heads[0].Task == TrainingTask.Reconstruction;

    /// <summary>The place of a head's first number in a row of predictions.</summary>
    internal int FirstOutputOf(TrainingHead head) => Heads.TakeWhile(h => !ReferenceEquals(h, head)).Sum(h => h.OutputCount);

    /// <summary>
    /// Copies what predictions are held against, row-major [n, <see cref="LabelCount"/>]: labels, or features, NaN where a cell
    /// holds no value of the data.
    /// </summary>
    internal void CopyLabels(PaddedBatch batch, Span<float> labels)
    {
        if (!Reconstructs)
        {
            for (int entry = 0; entry < batch.EntryCount; entry++)
                batch.Labels.Slice(entry * batch.TargetCount, LabelCount).CopyTo(labels[(entry * LabelCount)..]);
            return;
        }
        batch.Features.CopyTo(labels);
        for (int i = 0; i < batch.Mask.Length; i++)
            if (!batch.Mask[i]) labels[i] = float.NaN;
    }
}
