namespace Hep.Jagged;

/// <summary>A picture of contents over two axes as colours, as a self-contained SVG.</summary>
[TypeFormatterSource(typeof(NotebookFormatterSource))]
public sealed class HeatMap : IPicture
{
    private readonly double[] _xEdges, _yEdges, _contents;

    /// <summary>A map of bins between these edges.</summary>
    /// <param name="xEdges">nx + 1 ascending edges.</param>
    /// <param name="yEdges">ny + 1 ascending edges.</param>
    /// <param name="contents">ny rows of nx contents, from the lowest y up; NaN is left blank, and 0 too where nothing is negative.</param>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    public HeatMap(ReadOnlySpan<double> xEdges, ReadOnlySpan<double> yEdges, ReadOnlySpan<double> contents)
    {
        if (xEdges.Length < 2 || yEdges.Length < 2 || (long)(xEdges.Length - 1) * (yEdges.Length - 1) != contents.Length)
            throw new ArgumentException($"{contents.Length} contents do not fit {xEdges.Length - 1} × {yEdges.Length - 1} bins.",
                nameof(contents));
        (_xEdges, _yEdges, _contents) = (xEdges.ToArray(), yEdges.ToArray(), contents.ToArray());
    }

    /// <summary>The heading; empty: none.</summary>
    public string Title { get; init; } = "";

    /// <summary>What the horizontal axis shows, with its unit.</summary>
    public string XLabel { get; init; } = "";

    /// <summary>What the vertical axis shows, with its unit.</summary>
    public string YLabel { get; init; } = "";

    /// <summary>What the colours show.</summary>
    public string ZLabel { get; init; } = "";

    /// <summary>Names of places on the horizontal axis; empty: numbers.</summary>
    public IReadOnlyList<(double Place, string Name)> XNames { get; init; } = [];

    /// <summary>Names of places on the vertical axis; empty: numbers.</summary>
    public IReadOnlyList<(double Place, string Name)> YNames { get; init; } = [];

    /// <summary>Whether the colours stand for logarithms; what is not positive is blank then.</summary>
    public bool IsLogarithmic { get; init; }

    /// <summary>Whether bins that are too small to see are added up, as counts are, instead of averaged.</summary>
    public bool AddsUp { get; init; }

    /// <summary>
    /// The picture as one <c>svg</c> element that needs nothing else. Of bins that are too small to see, neighbours are put together.
    /// </summary>
    /// <param name="width">Pixels, 200 at least.</param>
    /// <param name="height">Pixels, 150 at least.</param>
    public string ToSvg(int width = 640, int height = 460)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 200);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 150);
        return new HeatMapDrawing(this, MapGrid.Of(_xEdges, _yEdges, _contents, AddsUp), width, height).Draw();
    }

    /// <summary>The picture as a piece of HTML.</summary>
    public string ToHtml() => $"<figure style=\"margin:0\">{ToSvg()}</figure>";
}
