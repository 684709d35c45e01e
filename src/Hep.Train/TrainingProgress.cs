namespace Hep.Train;

/// <summary>How far training is within an epoch.</summary>
public sealed record TrainingProgress
{
    /// <summary>Which epoch, from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>Epochs at most.</summary>
    public required int Epochs { get; init; }

    /// <summary>Batches of this epoch that were learnt from.</summary>
    public required long Batches { get; init; }

    /// <summary>Batches of an epoch.</summary>
    public required long BatchCount { get; init; }

    /// <summary>Entries a second since the epoch began, or went on.</summary>
    public required double EntriesPerSecond { get; init; }

    /// <summary>Time of the epoch in which the engine waited for its next batch.</summary>
    public required TimeSpan Waited { get; init; }

    /// <summary>The size of the last step.</summary>
    public required double LearningRate { get; init; }
}
