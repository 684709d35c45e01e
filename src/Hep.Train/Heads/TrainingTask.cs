namespace Hep.Train;

/// <summary>What a model learns to predict.</summary>
public enum TrainingTask
{
    /// <summary>
    /// Told by the labels: 0 and 1 are binary, 0 … k − 1 are k classes, anything else, and several targets, a regression.
    /// </summary>
    Auto,
    /// <summary>One label, 0 or 1: the probability of 1.</summary>
    Binary,
    /// <summary>One label, the number of a class from 0: a probability for each class.</summary>
    MultiClass,
    /// <summary>Labels that are quantities: an estimate of each.</summary>
    Regression,
    /// <summary>No label: the features themselves, through a narrow middle.</summary>
    Reconstruction,
    /// <summary>No label, and nothing learnt: how badly features are given back, <see cref="UnsupervisedSpecification.Anomaly"/>.</summary>
    Anomaly,
}
