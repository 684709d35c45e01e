namespace Hep.Train;

/// <summary>What an engine needs to know before the first batch.</summary>
public sealed record TrainingProblem
{
    /// <summary>Numbers in a row of features, and of the mask.</summary>
    public required int CellCount { get; init; }

    /// <summary>What is predicted; never <see cref="TrainingTask.Auto"/>.</summary>
    public required TrainingTask Task { get; init; }

    /// <summary>Numbers in a row of predictions: 1, the number of classes, or the number of targets.</summary>
    public required int OutputCount { get; init; }

    /// <summary>
    /// For a regression the mean of each target in the training part, so that the engine can learn centred numbers; else empty.
    /// </summary>
    public IReadOnlyList<double> TargetMeans { get; init; } = [];

    /// <summary>For a regression the standard deviation of each target in the training part, 1 where it is constant; else empty.</summary>
    public IReadOnlyList<double> TargetDeviations { get; init; } = [];

    /// <summary>
    /// The mean of the weights' absolute values in the training part: the loss of a batch is divided by it, so that the
    /// scale of weights does not scale steps.
    /// </summary>
    public double MeanWeight { get; init; } = 1;

    /// <summary>Seed, optimizer and the size of steps.</summary>
    public required TrainingOptions Options { get; init; }

    /// <summary>The name of the graph's output: DESIGN's signature of a model.</summary>
    public string OutputName => Task switch
    {
        TrainingTask.MultiClass => "scores",
        TrainingTask.Regression => "prediction",
        _ => "score",
    };
}
