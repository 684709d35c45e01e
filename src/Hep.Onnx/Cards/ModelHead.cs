namespace Hep.Onnx;

/// <summary>One prediction of a model.</summary>
/// <param name="Output">
/// The graph's output: <c>score</c>, <c>scores</c>, <c>prediction</c>, a target's name in front of it (<c>signal_score</c>),
/// <c>decoded</c> or <c>anomaly</c>.
/// </param>
/// <param name="Task">What is predicted; its JSON name is in <see cref="ModelTasks"/>.</param>
/// <param name="Labels">
/// The classes, in the order of their numbers (binary: the classes 0 and 1), or the targets of a regression; empty for a reconstruction,
/// whose numbers are the cells of the pipeline, and for an anomaly score.
/// </param>
public sealed record ModelHead(string Output, string Task, IReadOnlyList<string> Labels)
{
    /// <summary>ROC curves on the validation part: of a binary score one, of several classes that of each against the rest.</summary>
    public IReadOnlyList<CardCurve> Curves { get; init => field = value ?? field; } = [];

    /// <summary>Weights of the validation part by true class and decision, [classes][classes]; empty where nothing is decided.</summary>
    public IReadOnlyList<IReadOnlyList<double>> Confusion { get; init => field = value ?? field; } = [];
}

/// <summary>
/// The tasks that a <see cref="ModelHead"/> may name; a text in the card, so that a card with a later task can still be read.
/// </summary>
public static class ModelTasks
{
    /// <summary>One probability an entry, output <c>score</c> [n, 1].</summary>
    public const string Binary = "binary";

    /// <summary>A probability for each class, output <c>scores</c> [n, classes].</summary>
    public const string MultiClass = "multiclass";

    /// <summary>A number for each target, output <c>prediction</c> [n, targets].</summary>
    public const string Regression = "regression";

    /// <summary>The input's cells once more, scaled as they are, output <c>decoded</c> [n, cells].</summary>
    public const string Reconstruction = "reconstruction";

    /// <summary>The mean squared error of the cells that hold a value, output <c>anomaly</c> [n, 1].</summary>
    public const string Anomaly = "anomaly";
}
