namespace Hep.Jagged;

/// <summary>The axes that the data of a chart ask for.</summary>
internal static class ChartRanges
{
    private const double Room = 0.05;

    /// <summary>The horizontal and the vertical axis.</summary>
    public static (ChartScale X, ChartScale Y) Scales(Chart chart, IReadOnlyList<ChartSeries> series)
    {
        (double low, double high) = chart.XRange ?? Range(series.SelectMany(Width));
        ChartScale x = ChartScale.Linear(low, high).Named(chart.XNames);
        if (chart.IsLogarithmic)
        {
            (low, high) = chart.YRange ?? Range(series.SelectMany(s => s.Y).Where(y => y > 0));
            return (x, ChartScale.Logarithmic(low, high));
        }
        if (chart.YRange is { } given) return (x, ChartScale.Linear(given.Low, given.High));
        (low, high) = Range(series.SelectMany(Extent));
        bool hasSteps = series.Any(s => s.Style == ChartStyle.Steps);
        double room = (high - low) * Room;
        return (x, ChartScale.Linear(hasSteps && low >= 0 ? 0 : low - room, high + room));
    }

    // Dots keep off the ends of the axis.
    private static IEnumerable<double> Width(ChartSeries series)
    {
        foreach (double x in series.X) yield return x;
        if (series.Style != ChartStyle.Points) yield break;
        (double low, double high) = Range(series.X);
        double room = (high - low) * Room;
        for (int i = 0; i < series.X.Length; i++)
        {
            yield return series.X[i] - ChartErrors.At(series.Bars.XLow, i) - room;
            yield return series.X[i] + ChartErrors.At(series.Bars.XHigh, i) + room;
        }
    }

    private static IEnumerable<double> Extent(ChartSeries series)
    {
        if (series.Style == ChartStyle.Steps) yield return 0;   // bars stand on 0
        for (int i = 0; i < series.Y.Length; i++)
        {
            if (series.Style == ChartStyle.Points)
            {
                yield return series.Y[i] - ChartErrors.At(series.Bars.YLow, i);
                yield return series.Y[i] + ChartErrors.At(series.Bars.YHigh, i);
                continue;
            }
            double error = series.Errors.Length == 0 || !double.IsFinite(series.Errors[i]) ? 0 : series.Errors[i];
            yield return series.Y[i] - error;
            yield return series.Y[i] + error;
        }
    }

    private static (double Low, double High) Range(IEnumerable<double> values)
    {
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        foreach (double value in values)
            if (double.IsFinite(value)) (low, high) = (Math.Min(low, value), Math.Max(high, value));
        return (low, high);
    }
}
