using System.Globalization;
using Hep.Jagged;

namespace Hep.Root.IO.Objects;

/// <summary>Draws what files hold with the charts of this family.</summary>
internal static class HistogramPicture
{
    private const int MostNames = 60;

    public static string ToSvg(RootHistogram histogram, HistogramDrawing options)
    {
        string title = options.Title ?? RootText.Plain(histogram.Title);
        if (histogram.Dimension > 1)
            return AxisMaps.ToSvg(histogram.Axes, (x, y) => histogram.GetProjection(x, y),
                new MapText(title, "Entries") { IsLogarithmic = options.IsLogarithmic, AddsUp = true });
        RootAxis axis = histogram.Axes[0];
        double[] contents = histogram.GetContents(), errors = options.ErrorBars ? histogram.GetErrors() : [];
        double sum = contents.Sum(), scale = options.Normalized && sum != 0 ? 1 / sum : 1;
        return new Chart
        {
            Title = title,
            XLabel = RootText.Plain(axis.Title),
            YLabel = options.Normalized ? "Fraction of entries" : "Entries",
            IsLogarithmic = options.IsLogarithmic,
            XNames = NamesOf(axis),
        }.AddSteps("", axis.Edges, Array.ConvertAll(contents, c => c * scale), Array.ConvertAll(errors, e => e * scale)).ToSvg();
    }

    public static string ToHtml(RootHistogram histogram)
    {
        IEnumerable<string> moments = histogram.Axes.Select((axis, i) => string.Create(CultureInfo.InvariantCulture,
            $"{(histogram.Dimension > 1 ? $"{"xyz"[i]}: " : "")}mean {histogram.GetMean(i):G5}, "
            + $"standard deviation {histogram.GetStandardDeviation(i):G5}"));
        string flow = histogram.Dimension > 1 ? ""
            : string.Create(CultureInfo.InvariantCulture,
                $", underflow {histogram[-1]:G5}, overflow {histogram[histogram.Axes[0].BinCount]:G5}");
        return Figure(histogram.ToSvg(),
            string.Create(CultureInfo.InvariantCulture,
                $"{histogram.ClassName}, {histogram.EntryCount:G6} entries{flow}; {string.Join("; ", moments)}"));
    }

    public static string ToSvg(RootProfile profile)
    {
        string title = RootText.Plain(profile.Title);
        if (profile.Axes.Count > 1)
            return AxisMaps.ToSvg(profile.Axes, (x, y) => profile.GetProjection(x, y), new MapText(title, "Mean"));
        double[] errors = profile.GetErrors();
        string label = profile.Object.GetObject("fYaxis") is { } y ? RootText.Plain(y.GetText("fTitle")) : "";
        return Points(profile.Axes[0], profile.GetMeans(), (errors, errors), title, label, null);
    }

    public static string ToSvg(RootEfficiency efficiency)
    {
        string title = RootText.Plain(efficiency.Title);
        if (efficiency.Axes.Count > 1)
            return AxisMaps.ToSvg(efficiency.Axes, (x, y) => efficiency.GetProjection(x, y), new MapText(title, "Efficiency"));
        double[] values = efficiency.GetValues();
        (double Low, double High)[] intervals = efficiency.GetIntervals();
        double[] low = [.. values.Select((v, i) => v - intervals[i].Low)], high = [.. values.Select((v, i) => intervals[i].High - v)];
        return Points(efficiency.Axes[0], values, (low, high), title, "Efficiency", (0, 1.05));
    }

    public static string ToSvg(RootGraph graph)
    {
        // The axes of a graph are those of a histogram that ROOT made to draw it.
        RootObject? frame = graph.Object.GetObject("fHistogram");
        Chart chart = new()
        {
            Title = RootText.Plain(graph.Title),
            XLabel = RootText.Plain(frame?.GetObject("fXaxis")?.GetText("fTitle") ?? ""),
            YLabel = RootText.Plain(frame?.GetObject("fYaxis")?.GetText("fTitle") ?? ""),
        };
        bool hasErrors = graph.XErrorsLow.Length > 0 || graph.YErrorsLow.Length > 0;
        bool joined = !hasErrors && graph.PointCount > 1 && Ascends(graph.X);
        chart.AddPoints("", graph.X, graph.Y, new ChartErrors
        {
            XLow = graph.XErrorsLow.ToArray(),
            XHigh = graph.XErrorsHigh.ToArray(),
            YLow = graph.YErrorsLow.ToArray(),
            YHigh = graph.YErrorsHigh.ToArray(),
        }, joined);
        return chart.ToSvg();
    }

    public static string Figure(string svg, FormattableString caption) => Figure(svg, caption.ToString(CultureInfo.InvariantCulture));

    private static string Figure(string svg, string caption) =>
        $"<figure style=\"margin:0\">{svg}<figcaption>{HtmlText.Escape(caption)}</figcaption></figure>";

    private static string Points(RootAxis axis, double[] values, (double[] Low, double[] High) errors, string title, string label,
        (double, double)? range)
    {
        double[] centres = new double[axis.BinCount], left = new double[axis.BinCount];
        for (int i = 0; i < centres.Length; i++) (centres[i], left[i]) = (axis.GetCenter(i), axis.GetCenter(i) - axis.Edges[i]);
        return new Chart { Title = title, XLabel = RootText.Plain(axis.Title), YLabel = label, XRange = (axis.Low, axis.High),
            YRange = range, XNames = NamesOf(axis) }
            .AddPoints("", centres, values, new ChartErrors { XLow = left, XHigh = left, YLow = errors.Low, YHigh = errors.High }).ToSvg();
    }

    /// <summary>The names of bins at their centres; none where there are too many to be read.</summary>
    public static List<(double, string)> NamesOf(RootAxis axis)
    {
        List<(double, string)> names = [];
        for (int i = 0; i < axis.Labels.Count; i++)
            if (axis.Labels[i].Length > 0) names.Add((axis.GetCenter(i), RootText.Plain(axis.Labels[i])));
        return names.Count <= MostNames ? names : [];
    }

    private static bool Ascends(ReadOnlySpan<double> values)
    {
        for (int i = 1; i < values.Length; i++)
            if (!(values[i] > values[i - 1])) return false;
        return true;
    }
}
