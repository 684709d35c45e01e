namespace Hep.Jagged;

/// <summary>
/// Lays out a chart and writes it: heading, legend below it, axes with room for their labels, curves clipped to the plot.
/// </summary>
internal sealed class ChartDrawing
{
    private const double Size = ChartFrame.Size, Gap = ChartFrame.Gap;
    private const double LegendLine = 18;

    // Okabe and Ito's colours, which people with colour blindness tell apart: jfly.uni-koeln.de/color
    private static readonly string[] Colours = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#000000"];

    private readonly Chart _chart;
    private readonly IReadOnlyList<ChartSeries> _series;
    private readonly int _width;
    private readonly ChartFrame _frame;
    private readonly List<(int Series, double X, double Y)> _legend;

    public ChartDrawing(Chart chart, IReadOnlyList<ChartSeries> series, int width, int height)
    {
        (_chart, _series, _width) = (chart, series, width);
        (ChartScale x, ChartScale y) = ChartRanges.Scales(chart, series);
        _frame = new ChartFrame(new ChartText(chart.Title, chart.XLabel, chart.YLabel), x, y, width, height);
        _legend = PlaceLegend(_frame.Left, _frame.Top, _frame.Right, out double top);
        _frame.Top = top;
    }

    public string Draw()
    {
        SvgText svg = new();
        _frame.DrawHead(svg, "Chart");
        _frame.DrawAxes(svg, hasGrid: true);
        _frame.BeginPlot(svg, new SvgText().Add($"fill=\"none\" stroke-width=\"1.8\" stroke-linejoin=\"round\""));
        double zero = _chart.IsLogarithmic ? _frame.Bottom : _frame.AcrossY(Math.Max(0, _chart.YRange?.Low ?? 0));
        for (int i = 0; i < _series.Count; i++) ChartPaths.Draw(svg, _series[i], Colour(i), _frame.AcrossX, _frame.AcrossY, zero);
        _frame.EndPlot(svg);
        foreach ((int series, double x, double y) in _legend)
            svg.Add($"<path d=\"M{x} {y - 4}h18\" stroke=\"{Colour(series)}\" stroke-width=\"3\"{Dashes(series)}/>")
                .Add($"<text x=\"{x + 24}\" y=\"{y}\">{LegendText(series)}</text>");
        return svg.Add($"</svg>").ToString();
    }

    private List<(int, double, double)> PlaceLegend(double left, double top, double right, out double bottom)
    {
        List<(int, double, double)> places = [];
        double x = left, y = top + LegendLine - Gap / 2;
        for (int i = 0; i < _series.Count; i++)
        {
            if (_series[i].Name.Length == 0) continue;
            double width = 24 + SvgText.WidthOf(LegendText(i), Size) + 2 * Gap;
            if (x > left && x + width > right) (x, y) = (left, y + LegendLine);
            places.Add((i, x, y));
            x += width;
        }
        bottom = places.Count == 0 ? top : y + Gap;
        return places;
    }

    private string LegendText(int series) => SvgText.Fit(_series[series].Name, Size, (_width - 100) / 2);

    private string Colour(int series)
    {
        if (_series[series].Style == ChartStyle.Reference) return "#888888";
        int before = _series.Take(series).Count(s => s.Style != ChartStyle.Reference);
        return Colours[before % Colours.Length];
    }

    private SvgText Dashes(int series) =>
        _series[series].Style == ChartStyle.Reference ? new SvgText().Add($" stroke-dasharray=\"5 4\"") : new SvgText();
}
