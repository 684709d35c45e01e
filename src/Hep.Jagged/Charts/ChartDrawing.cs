namespace Hep.Jagged;

/// <summary>
/// Lays out a chart and writes it: heading, legend below it, axes with room for their labels, curves clipped to the plot.
/// </summary>
internal sealed class ChartDrawing
{
    private const double Size = 12;
    private const double LegendLine = 18;
    private const double Gap = 8;

    // Okabe and Ito's colours, which people with colour blindness tell apart: jfly.uni-koeln.de/color
    private static readonly string[] Colours = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#000000"];

    private readonly Chart _chart;
    private readonly IReadOnlyList<ChartSeries> _series;
    private readonly int _width, _height;
    private readonly ChartScale _x, _y;
    private readonly double _left, _right, _top, _bottom;
    private readonly List<(int Series, double X, double Y)> _legend;

    public ChartDrawing(Chart chart, IReadOnlyList<ChartSeries> series, int width, int height)
    {
        (_chart, _series, _width, _height) = (chart, series, width, height);
        (_x, _y) = ChartRanges.Scales(chart, series);
        double widest = _y.Ticks.Count == 0 ? 0 : _y.Ticks.Max(t => SvgText.WidthOf(t.Label, Size));
        _left = Gap + widest + Gap + (chart.YLabel.Length > 0 || _y.Factor.Length > 0 ? Size + Gap : 0);
        _right = width - 2 * Gap - Size;
        double top = chart.Title.Length > 0 ? Gap + 1.5 * Size + Gap : Gap;
        _legend = PlaceLegend(_left, top, _right, out _top);
        _bottom = height - Gap - Size - Gap - (chart.XLabel.Length > 0 || _x.Factor.Length > 0 ? Size + Gap : 0);
    }

    public string Draw()
    {
        SvgText svg = new();
        svg.Add($"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{_width}\" height=\"{_height}\" viewBox=\"0 0 {_width} {_height}\"");
        svg.Add($" role=\"img\" font-family=\"sans-serif\" font-size=\"{Size}\" fill=\"#222\">");
        svg.Add($"<title>{(_chart.Title.Length > 0 ? _chart.Title : "Chart")}</title>");
        svg.Add($"<rect width=\"{_width}\" height=\"{_height}\" fill=\"#fff\"/>");
        string title = SvgText.Fit(_chart.Title, 1.25 * Size, _right - _left);
        if (title.Length > 0)
        {
            svg.Add($"<text x=\"{(_left + _right) / 2}\" y=\"{Gap + 1.25 * Size}\"");
            svg.Add($" text-anchor=\"middle\" font-size=\"{1.25 * Size}\" font-weight=\"bold\">{title}</text>");
        }
        DrawAxes(svg);
        // A nested svg clips without an id, which would have to be unique on a page of many charts.
        svg.Add($"<svg x=\"{_left}\" y=\"{_top}\" width=\"{_right - _left}\" height=\"{_bottom - _top}\"");
        svg.Add($" viewBox=\"{_left} {_top} {_right - _left} {_bottom - _top}\"");
        svg.Add($" fill=\"none\" stroke-width=\"1.8\" stroke-linejoin=\"round\">");
        double zero = _chart.IsLogarithmic ? _bottom : AcrossY(Math.Max(0, _chart.YRange?.Low ?? 0));
        for (int i = 0; i < _series.Count; i++) ChartPaths.Draw(svg, _series[i], Colour(i), AcrossX, AcrossY, zero);
        svg.Add($"</svg><rect x=\"{_left}\" y=\"{_top}\" width=\"{_right - _left}\" height=\"{_bottom - _top}\"");
        svg.Add($" fill=\"none\" stroke=\"#222\"/>");
        foreach ((int series, double x, double y) in _legend)
        {
            svg.Add($"<path d=\"M{x} {y - 4}h18\" stroke=\"{Colour(series)}\" stroke-width=\"3\"{Dashes(series)}/>");
            svg.Add($"<text x=\"{x + 24}\" y=\"{y}\">{LegendText(series)}</text>");
        }
        return svg.Add($"</svg>").ToString();
    }

    private void DrawAxes(SvgText svg)
    {
        double lastEnd = double.NegativeInfinity;
        foreach ((double value, string label) in _x.Ticks)
        {
            double x = AcrossX(value), half = SvgText.WidthOf(label, Size) / 2;
            svg.Add($"<path d=\"M{x} {_bottom}v-{(label.Length > 0 ? 6.0 : 3.0)}\" stroke=\"#222\"/>");
            if (x - half < lastEnd + 4) continue;   // a label that would touch its neighbour is left out
            svg.Add($"<text x=\"{x}\" y=\"{_bottom + Size + Gap / 2}\" text-anchor=\"middle\">{label}</text>");
            lastEnd = x + half;
        }
        foreach ((double value, string label) in _y.Ticks)
        {
            double y = AcrossY(value);
            if (label.Length > 0) svg.Add($"<path d=\"M{_left} {y}H{_right}\" stroke=\"#ddd\"/>");
            svg.Add($"<path d=\"M{_left} {y}h{(label.Length > 0 ? 6.0 : 3.0)}\" stroke=\"#222\"/>");
            svg.Add($"<text x=\"{_left - Gap / 2}\" y=\"{y + Size / 3}\" text-anchor=\"end\">{label}</text>");
        }
        string across = SvgText.Fit($"{_chart.XLabel} {_x.Factor}".Trim(), Size, _right - _left);
        string up = SvgText.Fit($"{_chart.YLabel} {_y.Factor}".Trim(), Size, _bottom - _top);
        if (across.Length > 0) svg.Add($"<text x=\"{_right}\" y=\"{_height - Gap}\" text-anchor=\"end\">{across}</text>");
        if (up.Length > 0) svg.Add($"<text transform=\"translate({Gap + Size - 2} {_top}) rotate(-90)\" text-anchor=\"end\">{up}</text>");
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

    private double AcrossX(double value) => _left + _x.Place(value) * (_right - _left);

    private double AcrossY(double value) => _bottom - _y.Place(value) * (_bottom - _top);
}
