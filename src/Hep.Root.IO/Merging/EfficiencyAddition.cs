using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Merging;

/// <summary>
/// Adds efficiencies as TEfficiency::operator+= does: what passed, and everything. Statistic, confidence level and style are those of the
/// first; weights w and v become wv / (w + v), and w stays where that is not above 0.
/// </summary>
/// <param name="spent">Gets the arrays of those that were added; null: the runtime does.</param>
internal sealed class EfficiencyAddition(SpentNumbers? spent = null) : IMergedContents
{
    private const string ClassName = "TEfficiency", Passed = "fPassedHistogram", Total = "fTotalHistogram", Weight = "fWeight";

    private readonly HistogramAddition _passed = new(spent), _total = new(spent);
    private RootObject? _first;
    private double _weight;
    private bool _isSum;

    /// <summary>Where what histograms hold takes its place.</summary>
    public HeldRoom? Room { init => _passed.Room = _total.Room = value; }

    /// <summary>Whether objects of a class are added here.</summary>
    public static bool Adds(string className) => className == ClassName;

    /// <summary>Adds one; the first is what the others have to be like.</summary>
    /// <exception cref="RootException">
    /// It is no efficiency, or its histograms are one, or do not fit to each other, or to those before.
    /// </exception>
    public void Add(RootObject next)
    {
        RootEfficiency efficiency = RootEfficiency.Of(next);
        for (int i = 0; i < efficiency.Axes.Count; i++)
            if (efficiency.Passed.Axes[i].Labels.Count > 0 != efficiency.Total.Axes[i].Labels.Count > 0)
                throw new RootException($"Axis {efficiency.Axes[i].Name} has labels in one of the histograms of what passed and of "
                    + "everything: both need them, or none.");
        // A reference may make them one, which ROOT never does: its numbers would be added twice.
        if (ReferenceEquals(efficiency.Passed.Object, efficiency.Total.Object))
            throw new RootException("What passed and everything are one histogram: a TEfficiency has two.");
        double weight = next.TryGet(Weight, out double stored) ? stored : 1;
        _passed.Add(efficiency.Passed.Object);
        _total.Add(efficiency.Total.Object);
        if (!(_passed.Axes.Count == _total.Axes.Count && _passed.Axes.Zip(_total.Axes).All(p => JoinedAxis.AreAlike(p.First, p.Second))))
            throw new RootException("With those of files before the axes of what passed and of everything become different, and bins would "
                + "not belong to each other: both need the same bins and labels, in one order.");
        _isSum = _first is not null;
        if (!_isSum) _weight = weight;
        else if (_weight + weight > 0) _weight = _weight * weight / (_weight + weight);
        _first ??= ChangedObject.Of(next, new(StringComparer.Ordinal) { [Passed] = null, [Total] = null });
    }

    /// <summary>The sum.</summary>
    public IReadOnlyList<RootObject> ToObjects()
    {
        if (_first is null) return [];
        return [ChangedObject.Of(_first, new(StringComparer.Ordinal)
        {
            [Passed] = Counted(_passed),
            [Total] = Counted(_total),
            [Weight] = _weight,
        })];
    }

    private RootObject Counted(HistogramAddition histogram) => histogram.ToObjects()[0] is var whole && _isSum
        ? MergedBits.Change(whole, set: 0, cleared: MergedBits.IsAverage) : whole;
}
