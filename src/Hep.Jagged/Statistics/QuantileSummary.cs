namespace Hep.Jagged;

/// <summary>
/// What quantiles are found from, small enough to keep: values in ascending order, each standing for a number of values. While it has all
/// different values it is exact; compacted, it says by how many ranks it may be off. Immutable.
/// <para>
/// Let R(x) be the number of values up to x, and S(x) what the summary says of it; its error is the largest |S(x) − R(x)| over all x. Of
/// values put together R and S are sums, so errors add up at most. Compacting n values to K cuts them, in order, into K blocks of at most
/// b = ⌈n / K⌉, each of which becomes b times its value m = ⌊b / 2⌋, counted from 0. For an x inside a block S misses the up to m values
/// before that one, or counts the up to b − m − 1 behind it too early: an error of ⌊b / 2⌋, at most n / 2K + ½, whatever the values.
/// </para>
/// </summary>
internal sealed class QuantileSummary
{
    /// <summary>Different values that a part of a dataset keeps as they are.</summary>
    public const int PartValues = 10_000;

    /// <summary>What a part with more is compacted to: an error of 1/4000 of its values.</summary>
    public const int PartRanks = 2_000;

    private readonly double[] _values;
    private readonly long[] _weights;

    private QuantileSummary(double[] values, long[] weights, long rankError)
    {
        _values = values;
        _weights = weights;
        RankError = rankError;
        Count = weights.Sum();
    }

    /// <summary>The summary of no values.</summary>
    public static QuantileSummary Empty { get; } = new([], [], 0);

    /// <summary>The values that stand for all, different and ascending.</summary>
    public ReadOnlySpan<double> Values => _values;

    /// <summary>How many values each stands for, itself among them.</summary>
    public ReadOnlySpan<long> Weights => _weights;

    /// <summary>How many values it is of.</summary>
    public long Count { get; }

    /// <summary>Ranks by which a value may be off at most: 0 where it has all.</summary>
    public long RankError { get; }

    /// <summary>Takes over values in ascending order; equal ones become one.</summary>
    public static QuantileSummary OfSorted(double[] values, long[] weights, long rankError)
    {
        int last = -1;
        for (int i = 0; i < values.Length; i++)
        {
            double value = values[i] + 0.0;   // −0 is 0: which of them comes first must not matter
            if (last >= 0 && values[last] == value) weights[last] += weights[i];
            else (values[++last], weights[last]) = (value, weights[i]);
        }
        return new QuantileSummary(values[..(last + 1)], weights[..(last + 1)], rankError);
    }

    /// <summary>A summary of the values of several; errors add up.</summary>
    public static QuantileSummary Combine(IReadOnlyList<QuantileSummary> parts)
    {
        double[] values = new double[parts.Sum(p => p._values.Length)];
        long[] weights = new long[values.Length];
        int at = 0;
        foreach (QuantileSummary part in parts)
        {
            part._values.CopyTo(values, at);
            part._weights.CopyTo(weights, at);
            at += part._values.Length;
        }
        Array.Sort(values, weights);
        return OfSorted(values, weights, parts.Sum(p => p.RankError));
    }

    /// <summary>The summary as a part keeps it.</summary>
    public QuantileSummary CompactPart() => _values.Length > PartValues ? Compact(PartRanks) : this;

    /// <summary>A summary of at most so many values; this one where it has no more.</summary>
    public QuantileSummary Compact(int ranks)
    {
        if (_values.Length <= ranks) return this;
        double[] values = new double[ranks];
        long[] weights = new long[ranks];
        long first = 0, seen = 0, error = 0;
        int at = -1;
        for (int k = 0; k < ranks; k++)
        {
            long end = (long)((UInt128)Count * (uint)(k + 1) / (uint)ranks), size = end - first;
            while (seen <= first + size / 2) seen += _weights[++at];
            (values[k], weights[k]) = (_values[at], size);
            error = Math.Max(error, size / 2);
            first = end;
        }
        return OfSorted(values, weights, checked(RankError + error));
    }

    /// <summary>
    /// The quantiles at these fractions, ascending: linear between neighbours where all values are there, else the value that stands for
    /// the rank. NaN of no values.
    /// </summary>
    public double[] Quantiles(params ReadOnlySpan<double> fractions)
    {
        double[] quantiles = new double[fractions.Length];
        Array.Fill(quantiles, double.NaN);
        if (Count == 0) return quantiles;
        long seen = 0;   // values up to the one at
        int at = -1;
        for (int i = 0; i < quantiles.Length; i++)
        {
            double place = fractions[i] * (Count - 1);
            long below = (long)place;
            while (seen <= below) seen += _weights[++at];
            double lower = _values[at], upper = seen <= below + 1 && at + 1 < _values.Length ? _values[at + 1] : lower;
            quantiles[i] = RankError == 0 ? lower + (upper - lower) * (place - below) : lower;
        }
        return quantiles;
    }
}
