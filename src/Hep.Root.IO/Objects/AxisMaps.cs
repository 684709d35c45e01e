using Hep.Jagged;

namespace Hep.Root.IO.Objects;

/// <summary>
/// Draws what lies over two or three axes: one map of two; of three the projection on each pair, placed as a draughtsman does: front view,
/// side view beside it, top view below.
/// </summary>
internal static class AxisMaps
{
    private const int Width = 480, Height = 360, Head = 30;

    private static readonly (int X, int Y, int Column, int Row)[] Views = [(0, 1, 0, 0), (2, 1, 1, 0), (0, 2, 0, 1)];

    /// <param name="axes">Two or three.</param>
    /// <param name="project">What lies over two of them, as if [ny, nx].</param>
    /// <param name="text">What is written, and how contents become colours.</param>
    public static string ToSvg(IReadOnlyList<RootAxis> axes, Func<int, int, double[]> project, MapText text)
    {
        if (axes.Count == 2) return Map(axes, 0, 1, project, text).ToSvg();
        SvgText svg = new();
        int width = 2 * Width, height = Head + 2 * Height;
        svg.Add($"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\"")
            .Add($" role=\"img\" font-family=\"sans-serif\" fill=\"#222\"><title>{(text.Title.Length > 0 ? text.Title : "Maps")}</title>")
            .Add($"<rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>")
            .Add($"<text x=\"{Width}\" y=\"{Head - 8}\" text-anchor=\"middle\" font-size=\"16\" font-weight=\"bold\">")
            .Add($"{SvgText.Fit(text.Title, 16, width)}</text>");
        foreach ((int x, int y, int column, int row) in Views)
        {
            MapText view = text with { Title = $"{NameOf(x)}, {NameOf(y)}: over all {NameOf(3 - x - y)}" };
            svg.Add($"<g transform=\"translate({column * Width} {Head + row * Height})\">");
            svg.AddMarkup(Map(axes, x, y, project, view).ToSvg(Width, Height)).Add($"</g>");
        }
        return svg.Add($"</svg>").ToString();
    }

    private static HeatMap Map(IReadOnlyList<RootAxis> axes, int x, int y, Func<int, int, double[]> project, MapText text) =>
        new(axes[x].Edges, axes[y].Edges, project(x, y))
        {
            Title = text.Title,
            XLabel = LabelOf(axes, x),
            YLabel = LabelOf(axes, y),
            ZLabel = text.Label,
            XNames = HistogramPicture.NamesOf(axes[x]),
            YNames = HistogramPicture.NamesOf(axes[y]),
            IsLogarithmic = text.IsLogarithmic,
            AddsUp = text.AddsUp,
        };

    // Of three axes each says which it is.
    private static string LabelOf(IReadOnlyList<RootAxis> axes, int axis)
    {
        string title = RootText.Plain(axes[axis].Title);
        return axes.Count < 3 ? title : title.Length == 0 ? NameOf(axis) : $"{NameOf(axis)}: {title}";
    }

    private static string NameOf(int axis) => "xyz"[axis].ToString();
}

/// <summary>What is written around maps.</summary>
/// <param name="Title">The heading.</param>
/// <param name="Label">What the colours show.</param>
internal sealed record MapText(string Title, string Label)
{
    /// <summary>Whether colours stand for logarithms.</summary>
    public bool IsLogarithmic { get; init; }

    /// <summary>Whether neighbouring bins are added up where they are too small to see.</summary>
    public bool AddsUp { get; init; }
}
