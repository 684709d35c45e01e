using Hep.Jagged;

namespace Hep.Train;

/// <summary>
/// What the labels and weights of the training part look like: what tells the task, and the scales on which it is learnt.
/// </summary>
internal sealed class LabelSummary
{
    private TargetSummary[] _targets = [];
    private double _sizes, _weightSum;   // Σ |weight|, Σ weight

    /// <summary>Entries so far.</summary>
    public long EntryCount { get; private set; }

    /// <summary>Takes in the entries of one more batch.</summary>
    /// <exception cref="TrainingException">A label or weight is no finite number.</exception>
    public void Add(PaddedBatch batch)
    {
        if (EntryCount == 0) _targets = [.. Enumerable.Range(0, batch.TargetCount).Select(_ => new TargetSummary())];
        ReadOnlySpan<float> labels = batch.Labels, weights = batch.Weights;
        for (int entry = 0; entry < batch.EntryCount; entry++)
        {
            EntryCount++;
            float weight = Finite(weights[entry], "weight");
            for (int target = 0; target < _targets.Length; target++)
                _targets[target].Add(Finite(labels[entry * _targets.Length + target], "label"), weight);
            _weightSum += weight;
            _sizes += Math.Abs(weight);
        }
    }

    /// <summary>The problem that these labels set.</summary>
    /// <param name="pipeline">What makes the features.</param>
    /// <param name="network">What is to learn; null where the engine has no network.</param>
    /// <param name="options">How it is to learn.</param>
    /// <exception cref="TrainingException">There is nothing to learn, or the labels do not fit the task that the options name.</exception>
    public TrainingProblem ToProblem(FeaturePipeline pipeline, NetworkSpecification? network, TrainingOptions options)
    {
        if (EntryCount == 0)
            throw new TrainingException("No entry of the training part passes the cuts: loosen 'where', or look at the data with hep fit.");
        if (_sizes == 0) throw new TrainingException("All weights of the training part are 0.");
        if (_weightSum <= 0)
            throw new TrainingException(FormattableString.Invariant($"The weights of the training part add up to {_weightSum:G6}: ")
                + "the loss has no least value then. A sum above 0 is needed.");
        return new TrainingProblem
        {
            Pipeline = pipeline,
            Heads = HeadsOf(pipeline, network, options.Task),
            MeanWeight = _sizes / EntryCount,
            Options = options,
        };
    }

    /// <summary>Refuses factors of classes that no entry is of, and where there are no classes.</summary>
    /// <exception cref="TrainingException">There is one.</exception>
    public void CheckNamed(IEnumerable<double> labels, TrainingProblem problem)
    {
        if (problem.Heads.All(h => h.Task == TrainingTask.Regression))
            throw new TrainingException("training.class_weights: a regression has no classes: leave it out, or weigh entries by 'weight'.");
        if (_targets.Length != 1)
            throw new TrainingException($"training.class_weights tells classes by one label an entry, the data have {_targets.Length}.");
        foreach (double label in labels)
            if (!_targets[0].Values.Contains((float)label))
                throw new TrainingException(FormattableString.Invariant($"training.class_weights names class {label}, of which the ")
                    + $"training part has no entries: it has {_targets[0].Found}.");
    }

    /// <summary>Refuses a validation part that could not be judged.</summary>
    /// <exception cref="TrainingException">It is empty, or has classes that training never saw.</exception>
    public void CheckAgainst(LabelSummary training, TrainingProblem problem)
    {
        if (EntryCount == 0)
            throw new TrainingException(
                "training.validation: the validation part is empty: give more entries, a larger 'validation', "
                    + "or 'validation': 0 to do without.");
        foreach (TrainingHead head in problem.Heads)
            if (head.Task is TrainingTask.Binary or TrainingTask.MultiClass
                && _targets[head.Targets[0]].Values.Except(training._targets[head.Targets[0]].Values).ToArray() is [float unseen, ..])
                throw new TrainingException(FormattableString.Invariant($"training.validation: its part has the label {unseen}, ")
                    + "which no entry of the training part has: give more entries of it, or another 'seed'.");
    }

    private IReadOnlyList<TrainingHead> HeadsOf(FeaturePipeline pipeline, NetworkSpecification? network, TrainingTask task)
    {
        bool givesBack = network is UnsupervisedSpecification;
        if (givesBack ? task is not (TrainingTask.Auto or TrainingTask.Reconstruction)
            : network is not null && task == TrainingTask.Reconstruction)
            throw new TrainingException($"training.task: a network of kind '{network!.Kind}' {(givesBack ? "learns" : "does not learn")} "
                + "to give back its input: leave 'task' out, or choose another network.");
        if (givesBack || task == TrainingTask.Reconstruction)
            return
            [
                new TrainingHead { Task = TrainingTask.Reconstruction, OutputCount = pipeline.CellCount, Targets = [] },
                .. network is UnsupervisedSpecification { Anomaly: true } ? [TrainingHead.Anomaly] : (TrainingHead[])[],
            ];
        if (_targets.Length == 0)
            throw new TrainingException("dataset.sources: the data have no column 'hep.label': give each source a 'label', or define the "
                + "column.");
        if (network is not SupervisedSpecification { Heads: { Count: > 0 } heads})
            return [HeadOf(new HeadSpecification("", [.. Enumerable.Range(0, _targets.Length)]) { Task = task })];
        if (task != TrainingTask.Auto)
            throw new TrainingException("training.task: each of network.heads has a 'task' of its own: leave it out here.");
        return [.. heads.Select(HeadOf)];
    }

    private TrainingHead HeadOf(HeadSpecification head)
    {
        foreach (int target in head.Targets)
            if (target >= _targets.Length)
                throw new TrainingException(
                    $"network.heads.{head.Name}.targets: there is no label {target}, each entry has {_targets.Length}, from 0 on.");
        TargetSummary[] targets = [.. head.Targets.Select(t => _targets[t])];
        TrainingTask task = head.Task != TrainingTask.Auto ? head.Task
            : targets.Length > 1 ? TrainingTask.Regression : targets[0].Guess();
        bool isRegression = task == TrainingTask.Regression;
        string path = head.Name.Length == 0 ? "training.task" : $"network.heads.{head.Name}.task";
        if (!isRegression && targets.Length != 1)
            throw new TrainingException($"{path}: classes are told by one label, and there are {targets.Length}: choose 'regression', "
                + "or a head for each (network.heads).");
        if (!isRegression) targets[0].CheckClasses(task, path);
        return new TrainingHead
        {
            Name = head.Name,
            Task = task,
            OutputCount = task == TrainingTask.MultiClass ? targets[0].Values.Count : targets.Length,
            Targets = head.Targets,
            TargetMeans = isRegression ? [.. targets.Select(t => t.Mean)] : [],
            TargetDeviations = isRegression ? [.. targets.Select(t => t.Deviation)] : [],
            Weight = head.Weight,
        };
    }

    private static float Finite(float value, string what) =>
        float.IsFinite(value)
            ? value
            : throw new TrainingException($"A {what} of the training part is {value}: labels and weights must be finite numbers.");
}
