namespace Hep.Jagged;

/// <summary>
/// What stands around the data of a picture: heading, axes with their ticks and labels, and where on the page a value lies.
/// </summary>
internal sealed class ChartFrame
{
    public const double Size = 12;
    public const double Gap = 8;

    private const int LongestTilted = 16;
    private const double Tilt = 0.5;                        // how much of its width a tilted label needs downwards

    private readonly ChartText _text;
    private readonly ChartScale _x, _y;
    private readonly int _width, _height;
    private readonly bool _isTilted;

    public ChartFrame(ChartText text, ChartScale x, ChartScale y, int width, int height)
    {
        (_text, _x, _y, _width, _height) = (text, x, y, width, height);
        double widest = y.Ticks.Count == 0 ? 0 : Math.Min(width / 3.0, y.Ticks.Max(t => SvgText.WidthOf(t.Label, Size)));
        Left = Gap + widest + Gap + (text.YLabel.Length > 0 || y.Factor.Length > 0 ? Size + Gap : 0);
        Right = width - 2 * Gap - Size;
        Top = text.Title.Length > 0 ? Gap + 1.5 * Size + Gap : Gap;
        _isTilted = x.HasNames && x.Ticks.Sum(t => SvgText.WidthOf(t.Label, Size) + 6) > Right - Left;
        double longest = LongestTilted * Size * 0.6;
        double labels = _isTilted ? Tilt * x.Ticks.Max(t => SvgText.WidthOf(SvgText.Fit(t.Label, Size, longest), Size)) : 0;
        Bottom = height - Gap - Size - labels - Gap - (text.XLabel.Length > 0 || x.Factor.Length > 0 ? Size + Gap : 0);
    }

    public double Left { get; }

    /// <summary>The right end of the plot; what stands beside it takes room away.</summary>
    public double Right { get; set; }

    /// <summary>The upper end of the plot; a legend takes room away.</summary>
    public double Top { get; set; }

    public double Bottom { get; }

    public double AcrossX(double value) => Left + _x.Place(value) * (Right - Left);

    public double AcrossY(double value) => Bottom - _y.Place(value) * (Bottom - Top);

    /// <summary>Begins the picture: its size, its name for those who cannot see it, and the heading.</summary>
    public void DrawHead(SvgText svg, string kind)
    {
        svg.Add($"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{_width}\" height=\"{_height}\"");
        svg.Add($" viewBox=\"0 0 {_width} {_height}\" role=\"img\"");
        svg.Add($" font-family=\"sans-serif\" font-size=\"{Size}\" fill=\"#222\">");
        svg.Add(
            $"<title>{(_text.Title.Length > 0 ? _text.Title : kind)}</title><rect width=\"{_width}\" height=\"{_height}\" fill=\"#fff\"/>");
        string title = SvgText.Fit(_text.Title, 1.25 * Size, Right - Left);
        if (title.Length == 0) return;
        svg.Add($"<text x=\"{(Left + Right) / 2}\" y=\"{Gap + 1.25 * Size}\"");
        svg.Add($" text-anchor=\"middle\" font-size=\"{1.25 * Size}\" font-weight=\"bold\">{title}</text>");
    }

    /// <summary>Ticks, their labels, and what the axes show.</summary>
    public void DrawAxes(SvgText svg, bool hasGrid)
    {
        double lastEnd = double.NegativeInfinity;
        foreach ((double value, string label) in _x.Ticks)
        {
            double x = AcrossX(value), half = SvgText.WidthOf(label, Size) / 2;
            svg.Add($"<path d=\"M{x} {Bottom}v-{(label.Length > 0 ? 6.0 : 3.0)}\" stroke=\"#222\"/>");
            if (_isTilted)
            {
                if (x - Size < lastEnd) continue;
                string cut = SvgText.Fit(label, Size, LongestTilted * Size * 0.6);
                svg.Add($"<text transform=\"translate({x + 3} {Bottom + Size}) rotate(-30)\" text-anchor=\"end\">{cut}</text>");
                lastEnd = x;
                continue;
            }
            if (x - half < lastEnd + 4) continue;   // a label that would touch its neighbour is left out
            svg.Add($"<text x=\"{x}\" y=\"{Bottom + Size + Gap / 2}\" text-anchor=\"middle\">{label}</text>");
            lastEnd = x + half;
        }
        double lastY = double.PositiveInfinity;
        foreach ((double value, string label) in _y.Ticks)
        {
            double y = AcrossY(value);
            if (label.Length > 0 && hasGrid) svg.Add($"<path d=\"M{Left} {y}H{Right}\" stroke=\"#ddd\"/>");
            svg.Add($"<path d=\"M{Left} {y}h{(label.Length > 0 ? 6.0 : 3.0)}\" stroke=\"#222\"/>");
            if (label.Length == 0 || y > lastY - Size) continue;
            svg.Add(
                $"<text x=\"{Left - Gap / 2}\" y=\"{y + Size / 3}\" text-anchor=\"end\">{SvgText.Fit(label, Size, _width / 3.0)}</text>");
            lastY = y;
        }
        string across = SvgText.Fit($"{_text.XLabel} {_x.Factor}".Trim(), Size, Right - Left);
        string up = SvgText.Fit($"{_text.YLabel} {_y.Factor}".Trim(), Size, Bottom - Top);
        if (across.Length > 0) svg.Add($"<text x=\"{Right}\" y=\"{_height - Gap}\" text-anchor=\"end\">{across}</text>");
        if (up.Length > 0) svg.Add($"<text transform=\"translate({Gap + Size - 2} {Top}) rotate(-90)\" text-anchor=\"end\">{up}</text>");
    }

    /// <summary>
    /// Begins what is cut at the ends of the plot. A nested svg clips without an id, which would have to be unique on a page of many
    /// pictures.
    /// </summary>
    public void BeginPlot(SvgText svg, SvgText attributes)
    {
        svg.Add($"<svg x=\"{Left}\" y=\"{Top}\" width=\"{Right - Left}\" height=\"{Bottom - Top}\"");
        svg.Add($" viewBox=\"{Left} {Top} {Right - Left} {Bottom - Top}\" {attributes}>");
    }

    public void EndPlot(SvgText svg) =>
        svg.Add($"</svg><rect x=\"{Left}\" y=\"{Top}\" width=\"{Right - Left}\" height=\"{Bottom - Top}\" fill=\"none\" stroke=\"#222\"/>");
}

/// <summary>What is written around a picture.</summary>
internal sealed record ChartText(string Title, string XLabel, string YLabel);
