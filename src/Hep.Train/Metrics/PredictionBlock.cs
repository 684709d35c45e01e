namespace Hep.Train;

/// <summary>
/// What a model predicted of some entries, with what is true of them, of one head; views that live as long as the call that
/// they are given to.
/// </summary>
public readonly ref struct PredictionBlock
{
    /// <summary>Views of n entries.</summary>
    /// <param name="predictions">Row-major [n, outputs].</param>
    /// <param name="labels">Row-major [n, targets].</param>
    /// <param name="weights">[n].</param>
    /// <exception cref="ArgumentException">The lengths are no multiples of the number of weights.</exception>
    public PredictionBlock(ReadOnlySpan<float> predictions, ReadOnlySpan<float> labels, ReadOnlySpan<float> weights)
    {
        int entries = Math.Max(1, weights.Length);
        if (predictions.Length % entries != 0 || labels.Length % entries != 0)
            throw new ArgumentException($"{weights.Length} entries cannot have {predictions.Length} predictions and {labels.Length} "
                + "labels: each has equally many.");
        Predictions = predictions;
        Labels = labels;
        Weights = weights;
        (OutputCount, TargetCount) = (predictions.Length / entries, labels.Length / entries);
    }

    /// <summary>Row-major [n, outputs]: probabilities, targets in their own units, or cells as features are scaled.</summary>
    public ReadOnlySpan<float> Predictions { get; }

    /// <summary>Row-major [n, targets]; of a reconstruction the features, NaN where a cell holds no value of the data.</summary>
    public ReadOnlySpan<float> Labels { get; }

    /// <summary>[n]; may be negative.</summary>
    public ReadOnlySpan<float> Weights { get; }

    /// <summary>Numbers that are predicted of an entry.</summary>
    public int OutputCount { get; }

    /// <summary>Numbers that are true of an entry.</summary>
    public int TargetCount { get; }

    /// <summary>n.</summary>
    public int EntryCount => Weights.Length;
}
