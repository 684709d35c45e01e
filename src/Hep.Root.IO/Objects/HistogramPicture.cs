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
            return Map(histogram.Axes, SumOverZ(histogram.GetContents(), histogram.Axes), title, "Entries", options.IsLogarithmic,
                areSums: true).ToSvg();
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
            $"{(histogram.Dimension > 1 ? axis.Name[..1] + ": " : "")}mean {histogram.GetMean(i):G5}, "
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
            return Map(profile.Axes, MeanOverZ(profile.GetMeans(), profile.Axes), title, "Mean", isLogarithmic: false).ToSvg();
        double[] errors = profile.GetErrors();
        string label = profile.Object.GetObject("fYaxis") is { } y ? RootText.Plain(y.GetText("fTitle")) : "";
        return Points(profile.Axes[0], profile.GetMeans(), (errors, errors), title, label, null);
    }

    public static string ToSvg(RootEfficiency efficiency)
    {
        string title = RootText.Plain(efficiency.Title);
        double[] values = efficiency.GetValues();
        if (efficiency.Axes.Count > 1)
            return Map(efficiency.Axes, MeanOverZ(values, efficiency.Axes), title, "Efficiency", isLogarithmic: false).ToSvg();
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

    private static HeatMap Map(IReadOnlyList<RootAxis> axes, double[] contents, string title, string label, bool isLogarithmic,
        bool areSums = false) => new(axes[0].Edges, axes[1].Edges, contents)
    {
        Title = title,
        XLabel = RootText.Plain(axes[0].Title),
        YLabel = RootText.Plain(axes[1].Title),
        ZLabel = axes.Count > 2 ? $"{label}, over all z" : label,
        XNames = NamesOf(axes[0]),
        YNames = NamesOf(axes[1]),
        IsLogarithmic = isLogarithmic,
        AddsUp = areSums,
    };

    private static double[] SumOverZ(double[] contents, IReadOnlyList<RootAxis> axes)
    {
        int plane = axes[0].BinCount * axes[1].BinCount;
        double[] sums = new double[plane];
        for (int i = 0; i < contents.Length; i++) sums[i % plane] += contents[i];
        return sums;
    }

    private static double[] MeanOverZ(double[] values, IReadOnlyList<RootAxis> axes)
    {
        int plane = axes[0].BinCount * axes[1].BinCount;
        double[] means = new double[plane];
        for (int i = 0; i < plane; i++)
        {
            double sum = 0;
            int count = 0;
            for (int at = i; at < values.Length; at += plane)
                if (!double.IsNaN(values[at])) (sum, count) = (sum + values[at], count + 1);
            means[i] = count == 0 ? double.NaN : sum / count;
        }
        return means;
    }

    private static List<(double, string)> NamesOf(RootAxis axis)
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
