namespace Hep.Onnx;

/// <summary>How one epoch of training went.</summary>
public sealed record EpochReport
{
    /// <summary>Which epoch, from 1.</summary>
    public int Epoch { get; init; }

    /// <summary>The mean loss over the training part while the epoch went, each entry with its weight; NaN where it diverged.</summary>
    public double Loss { get; init; }

    /// <summary>The mean loss over the validation part after the epoch; null without one.</summary>
    public double? ValidationLoss { get; init; }

    /// <summary>The weighted area under the ROC curve on the validation part; null without one, or for a task without it.</summary>
    public double? ValidationAuc { get; init; }

    /// <summary>The weighted share of right decisions on the validation part; null without one, or for a task without it.</summary>
    public double? ValidationAccuracy { get; init; }

    /// <summary>All figures of the validation part after the epoch, as <see cref="ModelCard.Metrics"/>; null without one.</summary>
    public IReadOnlyDictionary<string, double>? Metrics { get; init; }

    /// <summary>The learning rate of the epoch's last step; 0 where the engine has none.</summary>
    public double LearningRate { get; init; }

    /// <summary>Training entries a second, validation left out.</summary>
    public double EntriesPerSecond { get; init; }

    /// <summary>Seconds in which the engine waited for its next batch.</summary>
    public double WaitedSeconds { get; init; }

    /// <summary>Whether this epoch's weights are the best so far.</summary>
    public bool IsBest { get; init; }
}
