using System.Runtime.InteropServices;

namespace Hep.Train;

/// <summary>What the values of one label in the training part are.</summary>
internal sealed class TargetSummary
{
    private const int ClassesAtMost = 1000;

    private readonly Dictionary<float, double> _values = [];   // and the sums of their weights, while they may be classes
    private long _count;
    private double _squares;

    /// <summary>The mean of the values.</summary>
    public double Mean { get; private set; }

    /// <summary>Their standard deviation; 1 where they are all the same.</summary>
    public double Deviation => _squares > 0 ? Math.Sqrt(_squares / _count) : 1;

    /// <summary>The different values; no more than a few above those that classes may be.</summary>
    public IReadOnlyCollection<float> Values => _values.Keys;

    /// <summary>The least values, for messages.</summary>
    public string Found => string.Join(", ", _values.Keys.Order().Take(5)) + (_values.Count > 5 ? ", …" : "");

    /// <summary>What the values tell. A single one counts as binary, so that the message about it is the one about classes.</summary>
    public TrainingTask Guess() =>
        _values.Count > ClassesAtMost || (_values.Count > 1 && !AreClasses()) ? TrainingTask.Regression
        : _values.Count <= 2 ? TrainingTask.Binary : TrainingTask.MultiClass;

    public void Add(float label, float weight)
    {
        double before = label - Mean;
        Mean += before / ++_count;                      // Welford
        _squares += before * (label - Mean);
        if (_values.Count <= ClassesAtMost) CollectionsMarshal.GetValueRefOrAddDefault(_values, label, out _) += weight;
    }

    /// <summary>Refuses labels that are no classes.</summary>
    /// <param name="task">What they are to be.</param>
    /// <param name="path">Where a configuration says so.</param>
    /// <exception cref="TrainingException">They are all the same, other than 0, 1, …, or of one the weights cancel.</exception>
    public void CheckClasses(TrainingTask task, string path)
    {
        if (_values.Count == 1)
            throw new TrainingException(
                $"{path}: all entries of the training part have the label {Found}: two classes are needed to tell them apart.");
        if (_values.Count > ClassesAtMost || !AreClasses() || (task == TrainingTask.Binary && _values.Count > 2))
            throw new TrainingException(
                $"{path}: labels {(task == TrainingTask.Binary ? "0 and 1" : "0, 1, 2, … without a gap")} are needed, found {Found}.");
        foreach ((float label, double weight) in _values.OrderBy(v => v.Key))
            if (weight <= 0)
                throw new TrainingException(
                    FormattableString.Invariant($"{path}: the weights of class {label} in the training part add up to {weight:G6}: ")
                    + "nothing can be learnt of it. A sum above 0 is needed for each class.");
    }

    /// <summary>0, 1, … without a gap.</summary>
    private bool AreClasses() => _values.Keys.All(v => v >= 0 && v < _values.Count && v == MathF.Floor(v));
}
