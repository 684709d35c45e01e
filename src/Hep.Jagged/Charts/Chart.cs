namespace Hep.Jagged;

/// <summary>
/// A picture of curves over two axes, as a self-contained SVG: training curves, ROC curves, histograms laid over each other.
/// </summary>
[TypeFormatterSource(typeof(NotebookFormatterSource))]
public sealed class Chart : IPicture
{
    private readonly List<ChartSeries> _series = [];

    /// <summary>The heading; empty: none.</summary>
    public string Title { get; init; } = "";

    /// <summary>What the horizontal axis shows, with its unit.</summary>
    public string XLabel { get; init; } = "";

    /// <summary>What the vertical axis shows, with its unit.</summary>
    public string YLabel { get; init; } = "";

    /// <summary>The ends of the horizontal axis; without them, those of the data.</summary>
    public (double Low, double High)? XRange { get; init; }

    /// <summary>The ends of the vertical axis; without them, those of the data and a little room.</summary>
    public (double Low, double High)? YRange { get; init; }

    /// <summary>Whether the vertical axis is logarithmic; what is not positive is not drawn then.</summary>
    public bool IsLogarithmic { get; init; }

    /// <summary>Names of places on the horizontal axis, such as the cuts of a selection; empty: numbers.</summary>
    public IReadOnlyList<(double Place, string Name)> XNames { get; init; } = [];

    /// <summary>Adds a line through points; one that is not finite interrupts it.</summary>
    /// <exception cref="ArgumentException">Not as many places as values.</exception>
    public Chart AddLine(string name, ReadOnlySpan<double> xs, ReadOnlySpan<double> ys) => AddCurve(name, xs, ys, ChartStyle.Line);

    /// <summary>Adds a thin dashed line to compare with, such as the diagonal of a ROC curve.</summary>
    /// <exception cref="ArgumentException">Not as many places as values.</exception>
    public Chart AddReference(string name, ReadOnlySpan<double> xs, ReadOnlySpan<double> ys) =>
        AddCurve(name, xs, ys, ChartStyle.Reference);

    /// <summary>Adds one level for each bin.</summary>
    /// <param name="name">What the legend calls it; empty: nothing.</param>
    /// <param name="edges">n + 1 ascending edges.</param>
    /// <param name="contents">n levels.</param>
    /// <param name="errors">n half lengths of error bars, or none.</param>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    public Chart AddSteps(string name, ReadOnlySpan<double> edges, ReadOnlySpan<double> contents, ReadOnlySpan<double> errors = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (edges.Length != contents.Length + 1)
            throw new ArgumentException($"{contents.Length} bins have {contents.Length + 1} edges, not {edges.Length}.", nameof(edges));
        if (!errors.IsEmpty && errors.Length != contents.Length)
            throw new ArgumentException($"{contents.Length} bins have as many errors, not {errors.Length}.", nameof(errors));
        _series.Add(new ChartSeries(name, edges.ToArray(), contents.ToArray(), errors.ToArray(), ChartStyle.Steps));
        return this;
    }

    /// <summary>Adds dots, with error bars where there are any.</summary>
    /// <exception cref="ArgumentException">Not as many places, or errors, as values.</exception>
    public Chart AddPoints(string name, ReadOnlySpan<double> xs, ReadOnlySpan<double> ys, ChartErrors? errors = null) =>
        AddPoints(name, xs, ys, errors, areJoined: false);

    /// <summary>Dots, and a thin line from each to the next where they are joined.</summary>
    internal Chart AddPoints(string name, ReadOnlySpan<double> xs, ReadOnlySpan<double> ys, ChartErrors? errors, bool areJoined)
    {
        errors ??= ChartErrors.None;
        if (!errors.Fit(ys.Length)) throw new ArgumentException($"{ys.Length} points have as many errors, or none.", nameof(errors));
        AddCurve(name, xs, ys, ChartStyle.Points);
        _series[^1] = _series[^1] with { Bars = errors, AreJoined = areJoined };
        return this;
    }

    /// <summary>The picture as one <c>svg</c> element that needs nothing else.</summary>
    /// <param name="width">Pixels, 200 at least.</param>
    /// <param name="height">Pixels, 150 at least.</param>
    public string ToSvg(int width = 640, int height = 420)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 200);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 150);
        return new ChartDrawing(this, _series, width, height).Draw();
    }

    /// <summary>The picture as a piece of HTML.</summary>
    public string ToHtml() => $"<figure style=\"margin:0\">{ToSvg()}</figure>";

    private Chart AddCurve(string name, ReadOnlySpan<double> xs, ReadOnlySpan<double> ys, ChartStyle style)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (xs.Length != ys.Length) throw new ArgumentException($"{xs.Length} places do not fit {ys.Length} values.", nameof(ys));
        _series.Add(new ChartSeries(name, xs.ToArray(), ys.ToArray(), [], style));
        return this;
    }
}
