using System.Globalization;
using System.Text;

namespace Hep.Jagged;

/// <summary>Lays out a heat map and writes it: axes, a path for all bins of one colour, a scale of colours beside them.</summary>
internal sealed class HeatMapDrawing
{
    private const int Shades = 64;
    private const double Size = ChartFrame.Size, Gap = ChartFrame.Gap, BarWidth = 14;

    // Points of matplotlib's viridis (CC0), whose lightness rises evenly: bids.github.io/colormap
    private static readonly (int R, int G, int B)[] Viridis =
    [
        (68, 1, 84), (72, 36, 117), (65, 68, 135), (53, 95, 141), (42, 120, 142), (33, 145, 140), (34, 168, 132), (68, 191, 112),
        (122, 209, 81), (189, 223, 38), (253, 231, 37),
    ];

    private readonly MapGrid _grid;
    private readonly HeatMap _map;
    private readonly ChartFrame _frame;
    private readonly ChartScale _z;
    private readonly double _low, _high, _barLeft;
    private readonly bool _blanksZero;

    public HeatMapDrawing(HeatMap map, MapGrid grid, int width, int height)
    {
        (_map, _grid) = (map, grid);
        (_low, _high) = RangeOf(grid.Contents, map.IsLogarithmic);
        _blanksZero = _low >= 0;
        if (!map.IsLogarithmic) _low = Math.Min(_low, 0);
        _z = map.IsLogarithmic ? ChartScale.Logarithmic(_low, _high) : ChartScale.Linear(_low, _high);
        ChartScale x = ChartScale.Linear(grid.XEdges[0], grid.XEdges[^1]).Named(map.XNames);
        ChartScale y = ChartScale.Linear(grid.YEdges[0], grid.YEdges[^1]).Named(map.YNames);
        _frame = new ChartFrame(new ChartText(map.Title, map.XLabel, map.YLabel), x, y, width, height);
        double labels = _z.Ticks.Count == 0 ? 0 : _z.Ticks.Max(t => SvgText.WidthOf(t.Label, Size));
        _frame.Right = width - (map.ZLabel.Length > 0 || _z.Factor.Length > 0 ? Size + Gap : 0) - Gap - labels - Gap - BarWidth - Gap;
        _barLeft = _frame.Right + Gap;
    }

    public string Draw()
    {
        SvgText svg = new();
        _frame.DrawHead(svg, "Map");
        _frame.BeginPlot(svg, new SvgText().Add($"shape-rendering=\"crispEdges\""));
        DrawBins(svg);
        _frame.EndPlot(svg);
        _frame.DrawAxes(svg, hasGrid: false);
        DrawBar(svg);
        return svg.Add($"</svg>").ToString();
    }

    private void DrawBins(SvgText svg)
    {
        StringBuilder?[] paths = new StringBuilder?[Shades];
        for (int row = 0; row < _grid.Rows; row++)
        {
            double bottom = Math.Round(_frame.AcrossY(_grid.YEdges[row]), 1), top = Math.Round(_frame.AcrossY(_grid.YEdges[row + 1]), 1);
            for (int column = 0; column < _grid.Columns;)
            {
                int level = LevelOf(_grid.Contents[row * _grid.Columns + column]), end = column + 1;
                // neighbours of one colour are one rectangle
                while (end < _grid.Columns && LevelOf(_grid.Contents[row * _grid.Columns + end]) == level) end++;
                if (level >= 0)
                {
                    double left = _frame.AcrossX(_grid.XEdges[column]), right = _frame.AcrossX(_grid.XEdges[end]);
                    (paths[level] ??= new StringBuilder())
                        .Append($"M{SvgText.Number(left)} {SvgText.Number(bottom)}H{SvgText.Number(right)}")
                        .Append($"V{SvgText.Number(top)}H{SvgText.Number(left)}z");
                }
                column = end;
            }
        }
        for (int level = 0; level < Shades; level++)
            if (paths[level] is { } path) svg.Add($"<path d=\"{path.ToString()}\" fill=\"{ColourOf((level + 0.5) / Shades)}\"/>");
    }

    private void DrawBar(SvgText svg)
    {
        double height = _frame.Bottom - _frame.Top;
        for (int level = 0; level < Shades; level++)
            svg.Add($"<rect x=\"{_barLeft}\" y=\"{_frame.Bottom - (level + 1) * height / Shades}\" width=\"{BarWidth}\"")
                .Add($" height=\"{height / Shades + 0.5}\" fill=\"{ColourOf((level + 0.5) / Shades)}\"/>");
        svg.Add($"<rect x=\"{_barLeft}\" y=\"{_frame.Top}\" width=\"{BarWidth}\" height=\"{height}\" fill=\"none\" stroke=\"#222\"/>");
        double right = _barLeft + BarWidth;
        foreach ((double value, string label) in _z.Ticks)
        {
            double y = _frame.Bottom - _z.Place(value) * height;
            svg.Add($"<path d=\"M{right} {y}h-{(label.Length > 0 ? 4.0 : 2.0)}\" stroke=\"#222\"/>")
                .Add($"<text x=\"{right + Gap / 2}\" y=\"{y + Size / 3}\">{label}</text>");
        }
        string what = SvgText.Fit($"{_map.ZLabel} {_z.Factor}".Trim(), Size, height);
        double widest = _z.Ticks.Count == 0 ? 0 : _z.Ticks.Max(t => SvgText.WidthOf(t.Label, Size));
        if (what.Length > 0)
            svg.Add(
                $"<text transform=\"translate({right + Gap + widest + Size} {_frame.Top}) rotate(-90)\" text-anchor=\"end\">{what}</text>");
    }

    private int LevelOf(double content)
    {
        if (!double.IsFinite(content) || (content == 0 && _blanksZero)) return -1;
        double place = _z.Place(content);
        return double.IsNaN(place) ? -1 : (int)Math.Clamp(place * Shades, 0, Shades - 1);
    }

    private static string ColourOf(double place)
    {
        double at = place * (Viridis.Length - 1);
        int below = Math.Min((int)at, Viridis.Length - 2);
        ((int R, int G, int B) from, (int R, int G, int B) to, double share) = (Viridis[below], Viridis[below + 1], at - below);
        return string.Create(CultureInfo.InvariantCulture, $"#{Mix(from.R, to.R):x2}{Mix(from.G, to.G):x2}{Mix(from.B, to.B):x2}");

        int Mix(int a, int b) => (int)Math.Round(a + share * (b - a));
    }

    private static (double Low, double High) RangeOf(double[] contents, bool positive)
    {
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        foreach (double content in contents)
            if (double.IsFinite(content) && (!positive || content > 0)) (low, high) = (Math.Min(low, content), Math.Max(high, content));
        return low <= high ? (low, high) : (0, 1);
    }
}
