namespace Hep.Tool.Scores;

/// <summary>
/// Mean and quantiles of a stream of numbers: exact up to as many as are kept, beyond that quantiles are those of so many random ones.
/// </summary>
/// <param name="mostKept">Numbers that are kept at most.</param>
internal sealed class ScoreSample(int mostKept)
{
    private readonly List<double> _kept = [];
    private readonly Random _random = new(1);   // seeded: equal streams, equal figures
    private double _sum;
    private long _count;
    private bool _isSorted;

    /// <summary>The mean of all numbers; NaN of none.</summary>
    public double Mean => _sum / _count;

    /// <summary>Adds a number; NaN is no score.</summary>
    public void Add(double value)
    {
        if (double.IsNaN(value)) return;
        _sum += value;
        _count++;
        _isSorted = false;
        if (_kept.Count < mostKept) _kept.Add(value);
        else if (_random.NextInt64(_count) is var place && place < mostKept) _kept[(int)place] = value;
    }

    /// <summary>The number below which a share lies, by linear interpolation; NaN of none.</summary>
    public double GetQuantile(double share)
    {
        if (_kept.Count == 0) return double.NaN;
        if (!_isSorted) _kept.Sort();
        _isSorted = true;
        double at = share * (_kept.Count - 1);
        int below = (int)at;
        return below + 1 < _kept.Count ? _kept[below] + (at - below) * (_kept[below + 1] - _kept[below]) : _kept[below];
    }
}
