using Hep.Jagged;

namespace Hep.Train;

/// <summary>
/// What the labels and weights of the training part look like: what tells the task, and the scales on which it is learnt.
/// </summary>
internal sealed class LabelSummary
{
    private const int ClassesAtMost = 1000;

    private readonly HashSet<float> _values = [];   // of a single target, while they may be classes
    private double[] _means = [], _squares = [];
    private double _weightSum;

    /// <summary>Entries so far.</summary>
    public long EntryCount { get; private set; }

    /// <summary>Labels of an entry.</summary>
    public int TargetCount => _means.Length;

    /// <summary>Takes in the entries of one more batch.</summary>
    /// <exception cref="TrainingException">A label or weight is no finite number.</exception>
    public void Add(PaddedBatch batch)
    {
        if (EntryCount == 0) (_means, _squares) = (new double[batch.TargetCount], new double[batch.TargetCount]);
        ReadOnlySpan<float> labels = batch.Labels, weights = batch.Weights;
        for (int entry = 0; entry < batch.EntryCount; entry++)
        {
            EntryCount++;
            for (int target = 0; target < TargetCount; target++)
            {
                double label = Finite(labels[entry * TargetCount + target], "label"), before = label - _means[target];
                _means[target] += before / EntryCount;                       // Welford
                _squares[target] += before * (label - _means[target]);
            }
            if (TargetCount == 1 && _values.Count <= ClassesAtMost) _values.Add(labels[entry]);
            _weightSum += Math.Abs(Finite(weights[entry], "weight"));
        }
    }

    /// <summary>The problem that these labels set.</summary>
    /// <exception cref="TrainingException">There is nothing to learn, or the labels do not fit the task that the options name.</exception>
    public TrainingProblem ToProblem(int cells, TrainingOptions options)
    {
        if (EntryCount == 0)
            throw new TrainingException("No entry of the training part passes the cuts: loosen 'where', or look at the data with hep fit.");
        if (TargetCount == 0)
            throw new TrainingException("The data have no column 'hep.label': give each source a 'label', or define the column.");
        if (_weightSum == 0) throw new TrainingException("All weights of the training part are 0.");
        TrainingTask task = options.Task == TrainingTask.Auto ? Guess() : options.Task;
        if (task != TrainingTask.Regression) CheckClasses(task);
        bool centred = task == TrainingTask.Regression;
        return new TrainingProblem
        {
            CellCount = cells,
            Task = task,
            OutputCount = task == TrainingTask.MultiClass ? _values.Count : TargetCount,
            TargetMeans = centred ? _means : [],
            TargetDeviations = centred ? Array.ConvertAll(_squares, s => s > 0 ? Math.Sqrt(s / EntryCount) : 1) : [],
            MeanWeight = _weightSum / EntryCount,
            Options = options,
        };
    }

    /// <summary>Refuses factors of classes that no entry is of.</summary>
    /// <exception cref="TrainingException">There is one.</exception>
    public void CheckNamed(IEnumerable<double> labels)
    {
        foreach (double label in labels)
            if (!_values.Contains((float)label))
                throw new TrainingException(FormattableString.Invariant($"training.class_weights names class {label}, of which the ")
                    + "training part has no entries: it has "
                    + $"{string.Join(", ", _values.Order().Take(5))}{(_values.Count > 5 ? ", …" : "")}.");
    }

    /// <summary>Refuses a validation part that could not be judged.</summary>
    /// <exception cref="TrainingException">It is empty, or has classes that training never saw.</exception>
    public void CheckAgainst(LabelSummary training, TrainingTask task)
    {
        if (EntryCount == 0)
            throw new TrainingException(
                "The validation part is empty: give more entries, a larger 'validation', or 'validation': 0 to do without.");
        if (task == TrainingTask.Regression || _values.IsSubsetOf(training._values)) return;
        throw new TrainingException(
            $"The validation part has the label {_values.Except(training._values).First()}, which no entry of the training part has.");
    }

    /// <summary>A single value counts as binary, so that the message about it is the one about classes.</summary>
    private TrainingTask Guess() =>
        TargetCount > 1 || _values.Count > ClassesAtMost || (_values.Count > 1 && !AreClasses()) ? TrainingTask.Regression
        : _values.Count <= 2 ? TrainingTask.Binary : TrainingTask.MultiClass;

    /// <summary>0, 1, … without a gap.</summary>
    private bool AreClasses() => _values.All(v => v >= 0 && v < _values.Count && v == MathF.Floor(v));

    private void CheckClasses(TrainingTask task)
    {
        string found = string.Join(", ", _values.Order().Take(5)) + (_values.Count > 5 ? ", …" : "");
        if (TargetCount != 1)
            throw new TrainingException(
                $"A classification needs one label an entry, the data have {TargetCount}: 'task' may be 'regression'.");
        if (_values.Count == 1)
            throw new TrainingException(
                $"All entries of the training part have the label {found}: two classes are needed to tell them apart.");
        if (_values.Count > ClassesAtMost || !AreClasses() || (task == TrainingTask.Binary && _values.Count > 2))
            throw new TrainingException(
                $"Labels {(task == TrainingTask.Binary ? "0 and 1" : "0, 1, 2, … without a gap")} are needed, found {found}.");
    }

    private static float Finite(float value, string what) =>
        float.IsFinite(value)
            ? value
            : throw new TrainingException($"A {what} of the training part is {value}: labels and weights must be finite numbers.");
}
