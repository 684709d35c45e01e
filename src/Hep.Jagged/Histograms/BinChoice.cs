using System.Globalization;

namespace Hep.Jagged;

/// <summary>
/// Bins for values of which nothing is known: a bin for each number where they are whole and span less than <see cref="MostBins"/>, else
/// at most <see cref="MostBins"/> bins of a round width, whole for whole numbers, between round ends that hold all finite values.
/// </summary>
internal sealed class BinChoice
{
    private const int MostBins = 50;
    private const double LargestWithHalves = 1L << 52;      // beyond it a float64 is whole: no edge lies between two numbers

    private static readonly double[] RoundWidths = [1, 2, 2.5, 5, 10];

    private double _low = double.PositiveInfinity, _high = double.NegativeInfinity;
    private bool _areWhole = true;
    private long _count;

    /// <summary>Looks at values.</summary>
    public void Add(ReadOnlySpan<double> values)
    {
        _count += values.Length;
        foreach (double value in values)
        {
            if (!double.IsFinite(value)) continue;
            _low = Math.Min(_low, value);
            _high = Math.Max(_high, value);
            _areWhole &= value == Math.Floor(value);
        }
    }

    /// <summary>An empty histogram with bins for all of them.</summary>
    /// <exception cref="PipelineException">There is none that is finite, or their range has no bins in float64.</exception>
    public Histogram Choose(HistogramQuantity quantity)
    {
        string what = quantity.Value, title = quantity.Where ?? "";
        if (!(_low <= _high))
            throw new PipelineException($"'{what}' has no finite value to choose bins by"
                + (_count == 0 ? ": nothing is left to fill."
                    : string.Create(CultureInfo.InvariantCulture, $": all {_count:N0} are NaN or infinite.")));
        if (_areWhole && _high - _low < MostBins && Math.Max(-_low, _high) < LargestWithHalves)
            return new Histogram((int)(_high - _low) + 1, _low - 0.5, _high + 0.5) { XLabel = what, Title = title };
        (double low, double high) = _low < _high ? (_low, _high) : (_low - Math.Abs(_low) / 2, _low + Math.Abs(_low) / 2);
        double finest = 4 * Math.Max(Math.BitIncrement(Math.Abs(low)) - Math.Abs(low), Math.BitIncrement(Math.Abs(high)) - Math.Abs(high));
        // One bin less than there may be: the ends are rounded outwards. Divided first: the range of float64 is no float64.
        foreach (double width in RoundWidthsFrom(Math.Max(high / (MostBins - 1) - low / (MostBins - 1), finest)))
        {
            if (_areWhole && width != Math.Floor(width)) continue;   // its bins would hold two and three numbers in turn
            double first = Math.Floor(low / width), last = Math.Floor(high / width) + 1;
            if (first * width > low) first--;               // the quotients may be rounded across an end
            if (last * width <= high) last++;
            if (last - first > MostBins || !double.IsFinite((last - first) * width)) continue;
            if (!double.IsFinite(first * width) || !double.IsFinite(last * width)) break;
            return new Histogram((int)(last - first), first * width, last * width) { XLabel = what, Title = title };
        }
        throw new PipelineException(string.Create(CultureInfo.InvariantCulture,
            $"'{what}' has values from {_low:G6} to {_high:G6}, a range that cannot be divided into bins."));
    }

    private static IEnumerable<double> RoundWidthsFrom(double least)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(least)));
        for (int step = 0; step < 2; step++, power *= 10)
            foreach (double width in RoundWidths)
                if (width * power >= least && width * power < double.PositiveInfinity) yield return width * power;
    }
}
