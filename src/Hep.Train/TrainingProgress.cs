namespace Hep.Train;

/// <summary>How far training is: within an epoch, or within the one call of an engine that learns from all entries at once.</summary>
public sealed record TrainingProgress
{
    /// <summary>What training is at.</summary>
    public TrainingStage Stage { get; init; }

    /// <summary>Which epoch, from 1; of a fit the iterations made, or 0 while none is known.</summary>
    public required int Epoch { get; init; }

    /// <summary>Epochs at most; of a fit its iterations, or 0 while they are not known.</summary>
    public required int Epochs { get; init; }

    /// <summary>Batches of this epoch that were learnt from; of a fit those of the present reading; 0 while nothing is read.</summary>
    public required long Batches { get; init; }

    /// <summary>Batches of an epoch.</summary>
    public required long BatchCount { get; init; }

    /// <summary>
    /// Entries a second since the epoch, the reading, the fit or the judgement began, or went on; each iteration of a fit counts all
    /// entries.
    /// </summary>
    public required double EntriesPerSecond { get; init; }

    /// <summary>Time of the epoch, or the reading, in which the engine waited for its next batch.</summary>
    public required TimeSpan Waited { get; init; }

    /// <summary>The size of the last step; 0 where the engine has none.</summary>
    public required double LearningRate { get; init; }

    /// <summary>The time that the rest of the stage takes at this pace, at most; null: not known.</summary>
    public TimeSpan? Left { get; init; }
}
