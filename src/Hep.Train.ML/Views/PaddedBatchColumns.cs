namespace Hep.Train.ML;

/// <summary>
/// What a <see cref="PaddedBatchDataView"/> makes of batches: the columns <c>Features</c>, <c>Label</c> and <c>Weight</c>.
/// </summary>
public sealed record PaddedBatchColumns
{
    /// <summary>Numbers in a row of features.</summary>
    public required int CellCount { get; init; }

    /// <summary>
    /// What <c>Label</c> is: of <see cref="TrainingTask.Binary"/> a Boolean, of <see cref="TrainingTask.MultiClass"/> a key of
    /// <see cref="ClassCount"/> classes, else a Single.
    /// </summary>
    public required TrainingTask Task { get; init; }

    /// <summary>Classes of a <see cref="TrainingTask.MultiClass"/>.</summary>
    public int ClassCount { get; init; }

    /// <summary>Which of an entry's labels <c>Label</c> is.</summary>
    public int Target { get; init; }

    /// <summary>What masked cells are.</summary>
    public MissingCells Missing { get; init; } = MissingCells.NaN;

    /// <summary>What NaN is replaced by, for trainers that leave out entries with NaN; NaN: it stays.</summary>
    public float NanAs { get; init; } = float.NaN;

    /// <summary>The width of <c>Features</c>.</summary>
    public int Width => Missing == MissingCells.MaskBeside ? checked(2 * CellCount) : CellCount;

    /// <summary>The class that is told from all others; null: labels above ½ are.</summary>
    internal int? OneClass { get; init; }

    /// <summary>What is subtracted from labels of a regression.</summary>
    internal double LabelMean { get; init; }

    /// <summary>What labels of a regression are then divided by.</summary>
    internal double LabelDeviation { get; init; } = 1;

    /// <summary>What weights are divided by.</summary>
    internal double WeightUnit { get; init; } = 1;
}
