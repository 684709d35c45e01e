using Hep.Jagged;

namespace Hep.Train;

/// <summary>How good a model's predictions of one head are.</summary>
public sealed class HeadEvaluation
{
    internal HeadEvaluation(TrainingHead head, IReadOnlyDictionary<string, double> metrics) => (Head, Metrics) = (head, metrics);

    /// <summary>What is predicted.</summary>
    public TrainingHead Head { get; }

    /// <summary>
    /// The figures by name, means weighted, over the sum of the weights' absolute values: <c>loss</c>, and of classes <c>log_loss</c>
    /// (cross entropy in nats), <c>accuracy</c>, <c>auc</c>, <c>auc_error</c> where it is not exact, <c>precision</c>, <c>recall</c>,
    /// <c>f1</c> (binary: of class 1 at a score of ½ or above; else means over classes, and <c>auc</c> the mean of one against the rest);
    /// of a regression <c>mse</c>, <c>mae</c>, <c>rmse</c>, <c>r2</c>, <c>bias</c> (the mean of prediction − label) and <c>resolution</c>
    /// (half of the distance between the residuals' quantiles at 15.87 and 84.13 %), means over targets; of a reconstruction <c>mae</c>,
    /// the mean over entries of the mean absolute error of a cell; of an anomaly score <c>mean</c>, and <c>q50</c>,
    /// <c>q99</c>, <c>q999</c>, the scores above which half, 1 % and 0.1 % of the entries lie; and those of
    /// <see cref="TrainingOptions.Metrics"/>. NaN where one is not defined.
    /// </summary>
    public IReadOnlyDictionary<string, double> Metrics { get; }

    /// <summary>
    /// The mean of the entries' losses, weighted: cross entropy in nats, for a regression the squared error in units of the targets'
    /// variance, for a reconstruction the squared error of a cell that holds a value, as features are scaled; 0 of an anomaly score, which
    /// is not learnt.
    /// </summary>
    public double Loss => Find("loss") ?? 0;

    /// <summary>The weighted share of right decisions (a binary score at or above ½ decides for 1); null where none is made.</summary>
    public double? Accuracy => Find("accuracy");

    /// <summary>
    /// The root of the mean squared error over entries and targets, in the targets' own units; null but for a regression.
    /// </summary>
    public double? RootMeanSquareError => Find("rmse");

    /// <summary>The ROC curve of a binary score; null for other tasks.</summary>
    public RocCurve? Roc => ClassRocs.Count == 1 ? ClassRocs[0] : null;

    /// <summary>The ROC curves: of a binary score one, of several classes that of each against the rest; else empty.</summary>
    public IReadOnlyList<RocCurve> ClassRocs { get; internal init; } = [];

    /// <summary>
    /// How scores are spread over 0 to 1: of a binary score those of class 1 and of class 0, of several classes for each its
    /// probability for its own entries and for others; else empty.
    /// </summary>
    public IReadOnlyList<ScoreSpread> Scores { get; internal init; } = [];

    /// <summary>Weights of entries by true class and decision, [classes][classes]; empty where nothing is decided.</summary>
    public IReadOnlyList<IReadOnlyList<double>> Confusion { get; internal init; } = [];

    /// <summary>The figures of each target of a regression; else empty.</summary>
    public IReadOnlyList<ResidualSummary> Residuals { get; internal init; } = [];

    /// <summary>The decimal logarithms of anomaly scores above 0, weighted; null for other tasks.</summary>
    public Histogram? Anomalies { get; internal init; }

    private double? Find(string name) => Metrics.TryGetValue(name, out double value) ? value : null;
}
