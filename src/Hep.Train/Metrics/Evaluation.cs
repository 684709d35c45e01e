namespace Hep.Train;

/// <summary>What a model predicts for the validation part, and how good that is.</summary>
public sealed class Evaluation
{
    internal Evaluation(TrainingProblem problem, float[] predictions, float[] labels, float[] weights)
        : this(predictions, labels, weights)
    {
        if (problem.Heads.Count > 1)
        {
            Heads = [.. problem.Heads.Select(h => (h.Name, OfHead(problem, h, predictions, labels, weights)))];
            Loss = problem.Heads.Zip(Heads, (h, e) => h.Weight * e.Evaluation.Loss).Sum();
            return;
        }
        TrainingHead head = problem.Heads[0];
        TaskMetrics metrics = TaskMetrics.Of(head.Task);
        Loss = TaskMetrics.Mean(weights, i => metrics.Loss(head, predictions, labels, i));
        if (metrics.IsRight is { } isRight) Accuracy = TaskMetrics.Mean(weights, i => isRight(head, predictions, labels, i) ? 1 : 0);
        if (head.Task == TrainingTask.Binary) Roc = RocCurve.Of(predictions, labels, weights);
        if (head.Task == TrainingTask.Regression)
            RootMeanSquareError =
                Math.Sqrt(TaskMetrics.Mean(weights, i => TaskMetrics.SquaredError(predictions, labels, i, head.OutputCount, null)));
    }

    private Evaluation(float[] predictions, float[] labels, float[] weights) =>
        (Predictions, Labels, Weights) = (predictions, labels, weights);

    /// <summary>The number of entries.</summary>
    public int EntryCount => Weights.Length;

    /// <summary>What each of several heads predicts, by its name; empty where there is one.</summary>
    public IReadOnlyList<(string Name, Evaluation Evaluation)> Heads { get; } = [];

    /// <summary>Row-major [n, outputs]: probabilities, targets in their own units, or cells as the features hold them.</summary>
    public ReadOnlyMemory<float> Predictions { get; }

    /// <summary>Row-major [n, targets]; of a reconstruction the features, NaN where a cell holds no value of the data.</summary>
    public ReadOnlyMemory<float> Labels { get; }

    /// <summary>[n].</summary>
    public ReadOnlyMemory<float> Weights { get; }

    /// <summary>
    /// The mean of the entries' losses, weighted: cross entropy in nats, for a regression the squared error in units of the targets'
    /// variance, for a reconstruction the squared error of a cell as features are scaled. Of several heads the sum, each with its weight.
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

    /// <summary>
    /// The figures by the names they have in a card: <c>loss</c>, <c>auc</c>, <c>accuracy</c>, <c>rmse</c>; those of each of several heads
    /// with its name in front, <c>signal_auc</c>.
    /// </summary>
    public IReadOnlyDictionary<string, double> Metrics
    {
        get
        {
            (string Name, double? Value)[] figures =
                [("loss", Loss), ("auc", Roc?.Area), ("accuracy", Accuracy), ("rmse", RootMeanSquareError),
                    .. Heads.SelectMany(h => h.Evaluation.Metrics.Select(m => ($"{h.Name}_{m.Key}", (double?)m.Value)))];
            return figures.Where(f => f.Value is not null).ToDictionary(f => f.Name, f => f.Value!.Value);
        }
    }

    private static Evaluation OfHead(TrainingProblem problem, TrainingHead head, float[] predictions, float[] labels, float[] weights) =>
        new(problem with { Heads = [head] },
            Columns(predictions, problem.OutputCount, [.. Enumerable.Range(problem.FirstOutputOf(head), head.OutputCount)]),
            Columns(labels, problem.LabelCount, head.Targets), weights);

    private static float[] Columns(float[] rows, int width, IReadOnlyList<int> columns)
    {
        float[] chosen = new float[rows.Length / width * columns.Count];
        for (int i = 0; i < chosen.Length; i++) chosen[i] = rows[i / columns.Count * width + columns[i % columns.Count]];
        return chosen;
    }
}
