namespace Hep.Jagged;

/// <summary>Counts the values of one column against what training met.</summary>
internal sealed class ColumnTally
{
    private const long Fields = 160;   // of this object, and the headers of its two arrays

    private readonly FeatureReference _reference;
    private readonly double _minimum, _maximum;
    private readonly double[] _edges;
    private readonly long[] _bins;
    private long _count, _notFinite, _below, _above;
    private double _sum;

    public ColumnTally(FeatureReference reference)
    {
        _reference = reference;
        _minimum = double.IsNaN(reference.Minimum) ? double.NegativeInfinity : reference.Minimum;
        _maximum = double.IsNaN(reference.Maximum) ? double.PositiveInfinity : reference.Maximum;
        _edges = reference.Bins is { AreSound: true } bins ? [.. bins.Edges] : [];
        _bins = new long[_edges.Length + 1];
    }

    /// <summary>The memory that counting against a reference takes, about.</summary>
    public static long BytesOf(FeatureReference reference) =>
        Fields + ((reference.Bins is { AreSound: true } bins ? bins.Edges.Length : 0) * (sizeof(double) + sizeof(long)));

    public void Add(ReadOnlySpan<double> values)
    {
        foreach (double value in values)
        {
            if (!double.IsFinite(value))
            {
                _notFinite++;
                continue;
            }
            _count++;
            _sum += value;
            if (value < _minimum) _below++;
            else if (value > _maximum) _above++;
            int bin = 0;
            foreach (double edge in _edges) bin += value >= edge ? 1 : 0;   // few edges: quicker than to search
            _bins[bin]++;
        }
    }

    /// <summary>Adds this one's counts to those of another that has the same reference.</summary>
    public void AddTo(ColumnTally sum)
    {
        sum._count += _count;
        sum._notFinite += _notFinite;
        sum._below += _below;
        sum._above += _above;
        sum._sum += _sum;
        for (int i = 0; i < _bins.Length; i++) sum._bins[i] += _bins[i];
    }

    public ObservedColumn Read() => new(_reference.Name, _count, _notFinite, _below, _above, _count == 0 ? double.NaN : _sum / _count,
        _edges.Length == 0 ? double.NaN : _reference.Bins!.DistanceTo(_bins));
}
