namespace Hep.Train;

/// <summary>What training is at.</summary>
public enum TrainingStage
{
    /// <summary>Learning from batch after batch of an epoch.</summary>
    Steps,
    /// <summary>An engine that learns from all entries at once reads them.</summary>
    Reading,
    /// <summary>It learns from what it has read.</summary>
    Fitting,
    /// <summary>What it learnt is judged, iteration by iteration.</summary>
    Judging,
}
