using System.Text;

namespace Hep.Jagged;

/// <summary>Writes one curve as SVG paths.</summary>
internal static class ChartPaths
{
    // Values far outside the plot are drawn towards it and no further: renderers differ on huge coordinates.
    private const double Far = 10_000;

    /// <param name="svg">Where it goes.</param>
    /// <param name="series">The curve.</param>
    /// <param name="colour">Its colour.</param>
    /// <param name="x">Pixels of a place.</param>
    /// <param name="y">Pixels of a value.</param>
    /// <param name="zero">Pixels of the line that bars stand on.</param>
    public static void Draw(SvgText svg, ChartSeries series, string colour, Func<double, double> x, Func<double, double> y, double zero)
    {
        switch (series.Style)
        {
            case ChartStyle.Line:
                svg.Add($"<path d=\"{Line(series, x, y)}\" stroke=\"{colour}\"/>");
                break;
            case ChartStyle.Reference:
                svg.Add($"<path d=\"{Line(series, x, y)}\" stroke=\"{colour}\" stroke-width=\"1.2\" stroke-dasharray=\"5 4\"/>");
                break;
            case ChartStyle.Points:
                if (series.AreJoined) svg.Add($"<path d=\"{Line(series, x, y)}\" stroke=\"{colour}\" stroke-width=\"1.2\"/>");
                svg.Add($"<path d=\"{Bars(series, x, y)}\" stroke=\"{colour}\" stroke-width=\"1.2\"/>");
                svg.Add($"<path d=\"{Dots(series, x, y)}\" stroke=\"{colour}\"")
                    .Add($" stroke-width=\"{DotSize(series.Y.Length)}\" stroke-linecap=\"round\"/>");
                break;
            default:
                string steps = Steps(series, x, y, zero);
                svg.Add($"<path d=\"{steps}\" stroke=\"{colour}\" fill=\"{colour}\" fill-opacity=\"0.12\"/>");
                if (series.Errors.Length > 0) svg.Add($"<path d=\"{ErrorBars(series, x, y)}\" stroke=\"{colour}\" stroke-width=\"1.2\"/>");
                break;
        }
    }

    private static string Line(ChartSeries series, Func<double, double> x, Func<double, double> y)
    {
        StringBuilder path = new();
        (double X, double Y) drawn = default;
        bool isDrawing = false;
        for (int i = 0; i < series.Y.Length; i++)
        {
            (double X, double Y) at = (Limit(x(series.X[i])), Limit(y(series.Y[i])));
            if (double.IsNaN(at.X + at.Y))
            {
                isDrawing = false;
                continue;
            }
            bool isLast = i == series.Y.Length - 1;
            if (isDrawing && !isLast && Math.Abs(at.X - drawn.X) + Math.Abs(at.Y - drawn.Y) < 0.3) continue;   // nobody would see it
            path.Append(isDrawing ? 'L' : 'M').Append(SvgText.Number(at.X)).Append(' ').Append(SvgText.Number(at.Y));
            (isDrawing, drawn) = (true, at);
        }
        return path.ToString();
    }

    private static string Steps(ChartSeries series, Func<double, double> x, Func<double, double> y, double zero)
    {
        StringBuilder path = new($"M{SvgText.Number(Limit(x(series.X[0])))} {SvgText.Number(zero)}");
        for (int i = 0; i < series.Y.Length; i++)
        {
            double level = Limit(y(series.Y[i]));
            path.Append('V').Append(SvgText.Number(double.IsNaN(level) ? zero : level)).Append('H')
                .Append(SvgText.Number(Limit(x(series.X[i + 1]))));
        }
        return path.Append('V').Append(SvgText.Number(zero)).ToString();
    }

    private static string ErrorBars(ChartSeries series, Func<double, double> x, Func<double, double> y)
    {
        StringBuilder path = new();
        for (int i = 0; i < series.Y.Length; i++)
        {
            double from = Limit(y(series.Y[i] - series.Errors[i])), to = Limit(y(series.Y[i] + series.Errors[i]));
            if (double.IsNaN(to) || series.Errors[i] == 0) continue;
            double middle = Limit(x((series.X[i] + series.X[i + 1]) / 2));
            path.Append($"M{SvgText.Number(middle)} {SvgText.Number(double.IsNaN(from) ? Far : from)}V{SvgText.Number(to)}");
        }
        return path.ToString();
    }

    // A dot is a line of no length with round ends: one path for all.
    private static string Dots(ChartSeries series, Func<double, double> x, Func<double, double> y)
    {
        StringBuilder path = new();
        for (int i = 0; i < series.Y.Length; i++)
            if (Limit(x(series.X[i])) is var across && Limit(y(series.Y[i])) is var up && !double.IsNaN(across + up))
                path.Append($"M{SvgText.Number(across)} {SvgText.Number(up)}h0");
        return path.ToString();
    }

    private static double DotSize(int points) => points switch { <= 100 => 5, <= 1000 => 3.5, _ => 2 };

    private static string Bars(ChartSeries series, Func<double, double> x, Func<double, double> y)
    {
        StringBuilder path = new();
        ChartErrors bars = series.Bars;
        for (int i = 0; i < series.Y.Length; i++)
        {
            double across = Limit(x(series.X[i])), up = Limit(y(series.Y[i]));
            if (double.IsNaN(across + up)) continue;
            double left = Limit(x(series.X[i] - ChartErrors.At(bars.XLow, i))),
                right = Limit(x(series.X[i] + ChartErrors.At(bars.XHigh, i)));
            double low = Limit(y(series.Y[i] - ChartErrors.At(bars.YLow, i))), high = Limit(y(series.Y[i] + ChartErrors.At(bars.YHigh, i)));
            if (right > left) path.Append($"M{SvgText.Number(left)} {SvgText.Number(up)}H{SvgText.Number(right)}");
            if (low != high)
                path.Append($"M{SvgText.Number(across)} {SvgText.Number(double.IsNaN(low) ? Far : low)}V{SvgText.Number(high)}");
        }
        return path.ToString();
    }

    private static double Limit(double pixels) => double.IsFinite(pixels) ? Math.Clamp(pixels, -Far, Far) : double.NaN;
}
