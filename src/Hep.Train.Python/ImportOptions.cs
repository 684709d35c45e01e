namespace Hep.Train.Python;

/// <summary>What a model predicts that was trained elsewhere, and what it takes.</summary>
public sealed record ImportOptions
{
    /// <summary>What is predicted; not <see cref="TrainingTask.Auto"/>. Default: one probability.</summary>
    public TrainingTask Task { get; init; } = TrainingTask.Binary;

    /// <summary>Numbers that an entry gets: 1, the number of classes, or the number of targets.</summary>
    public int OutputCount { get; init; } = 1;

    /// <summary>What it takes, in its order: <c>features</c>, <c>mask</c>. Default: features alone.</summary>
    public IReadOnlyList<string> Inputs { get; init; } = ["features"];

    /// <summary>
    /// Whether a module gives numbers of which a sigmoid or softmax makes probabilities. Default: true. ONNX models end in probabilities.
    /// </summary>
    public bool GivesLogits { get; init; } = true;
}
