namespace Hep.Train;

/// <summary>What a model predicts for the validation part, and how good that is.</summary>
public sealed class Evaluation
{
    internal Evaluation(TrainingProblem problem, float[] predictions, float[] labels, float[] weights)
    {
        Predictions = predictions;
        Labels = labels;
        Weights = weights;
        TaskMetrics metrics = TaskMetrics.Of(problem.Task);
        Loss = TaskMetrics.Mean(weights, i => metrics.Loss(problem, predictions, labels, i));
        if (metrics.IsRight is { } isRight) Accuracy = TaskMetrics.Mean(weights, i => isRight(problem, predictions, labels, i) ? 1 : 0);
        if (problem.Task == TrainingTask.Binary) Roc = RocCurve.Of(predictions, labels, weights);
        if (problem.Task == TrainingTask.Regression)
            RootMeanSquareError =
                Math.Sqrt(TaskMetrics.Mean(weights, i => TaskMetrics.SquaredError(predictions, labels, i, problem.OutputCount, null)));
    }

    /// <summary>The number of entries.</summary>
    public int EntryCount => Weights.Length;

    /// <summary>Row-major [n, outputs]: probabilities, or targets in their own units.</summary>
    public ReadOnlyMemory<float> Predictions { get; }

    /// <summary>Row-major [n, targets].</summary>
    public ReadOnlyMemory<float> Labels { get; }

    /// <summary>[n].</summary>
    public ReadOnlyMemory<float> Weights { get; }

    /// <summary>
    /// The mean of the entries' losses, weighted: cross entropy in nats, or for a regression the squared error in units
    /// of the targets' variance.
    /// </summary>
    public double Loss { get; }

    /// <summary>The weighted share of right decisions (a binary score at or above ½ decides for 1); null for a regression.</summary>
    public double? Accuracy { get; }

    /// <summary>The ROC curve of a binary score; null for other tasks.</summary>
    public RocCurve? Roc { get; }

    /// <summary>
    /// The root of the mean squared error over entries and targets, in the targets' own units; null but for a regression.
    /// </summary>
    public double? RootMeanSquareError { get; }

    /// <summary>The figures by the names they have in a card: <c>loss</c>, <c>auc</c>, <c>accuracy</c>, <c>rmse</c>.</summary>
    public IReadOnlyDictionary<string, double> Metrics
    {
        get
        {
            (string Name, double? Value)[] figures =
                [("loss", Loss), ("auc", Roc?.Area), ("accuracy", Accuracy), ("rmse", RootMeanSquareError)];
            return figures.Where(f => f.Value is not null).ToDictionary(f => f.Name, f => f.Value!.Value);
        }
    }
}
