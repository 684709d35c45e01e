namespace Hep.Train;

/// <summary>One evaluation of one head: the figures of its task, and those that users ask for besides.</summary>
internal sealed class HeadMetrics
{
    private static readonly Dictionary<TrainingTask, Func<TrainingHead, ITaskMetrics>> Table = new()
    {
        [TrainingTask.Binary] = h => new ClassMetrics(h),
        [TrainingTask.MultiClass] = h => new ClassMetrics(h),
        [TrainingTask.Regression] = h => new RegressionMetrics(h),
        [TrainingTask.Reconstruction] = h => new ReconstructionMetrics(h),
        [TrainingTask.Anomaly] = h => new AnomalyMetrics(h),
    };

    private readonly ITaskMetrics _task;
    private readonly List<(IMetric Metric, IMetricSum Sum)> _own = [];

    public HeadMetrics(TrainingHead head, IReadOnlyList<IMetric> own)
    {
        Head = head;
        _task = Table[head.Task](head);
        foreach (IMetric metric in own)
            if (metric.Begin(head) is { } sum) _own.Add((metric, sum));
    }

    public TrainingHead Head { get; }

    /// <summary>The figures that the task has.</summary>
    public IEnumerable<string> Names => _task.ToEvaluation([]).Metrics.Keys;

    /// <summary>The metrics of users that judge the head.</summary>
    public IEnumerable<IMetric> Own => _own.Select(o => o.Metric);

    public void Add(in PredictionBlock block)
    {
        _task.Add(block);
        foreach ((_, IMetricSum sum) in _own) sum.Add(block);
    }

    public HeadEvaluation ToEvaluation() => _task.ToEvaluation(_own.Select(o => KeyValuePair.Create(o.Metric.Name, o.Sum.Value)));
}
