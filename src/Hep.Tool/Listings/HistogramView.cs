using System.Globalization;
using System.Text.Json;
using Hep.Root.IO;
using Hep.Tool.Terminal;

namespace Hep.Tool.Listings;

/// <summary>A histogram: its axes, and a plot in letters.</summary>
internal sealed class HistogramView(RootHistogram histogram) : ObjectView(histogram.Object)
{
    /// <inheritdoc/>
    public override string ToSvg() => histogram.ToSvg();

    /// <inheritdoc/>
    public override string ToHtml() => histogram.ToHtml();

    /// <inheritdoc/>
    public override void WriteText(Session session)
    {
        session.WriteLine(
            string.Create(CultureInfo.InvariantCulture,
                $"{histogram.ClassName} '{histogram.Name}': {histogram.Title}, {histogram.EntryCount:G10} entries"));
        AxisListing.Write(session, histogram.Axes,
            [.. histogram.Axes.Select((_, i) => (histogram.GetMean(i), histogram.GetStandardDeviation(i)))]);
        if (histogram.Dimension > 1)
        {
            TextMap.WriteAll(session, histogram.Axes, (x, y) => histogram.GetProjection(x, y), areSums: true);
            double outside = histogram.Cells.ToArray().Sum() - histogram.GetContents().Sum();
            session.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"outside the bins {outside:G6}"));
            return;
        }
        TextPlot.WriteBars(session.Output, BinNames.Of(histogram.Axes[0]), histogram.GetContents());
        session.Output.WriteLine(
            string.Create(CultureInfo.InvariantCulture,
                $"underflow {histogram[-1]:G6}, overflow {histogram[histogram.Axes[0].BinCount]:G6}"));
    }

    /// <inheritdoc/>
    public override void WriteJson(Utf8JsonWriter json)
    {
        json.WriteString("class", histogram.ClassName);
        json.WriteString("name", histogram.Name);
        json.WriteString("title", histogram.Title);
        AxisListing.WriteJson(json, histogram.Axes);
        MemberJson.WriteNumbers(json, "contents", histogram.GetContents());
        MemberJson.WriteNumbers(json, "errors", histogram.GetErrors());
        if (histogram.Dimension == 1)
        {
            MemberJson.WriteNumber(json, "underflow", histogram[-1]);
            MemberJson.WriteNumber(json, "overflow", histogram[histogram.Axes[0].BinCount]);
        }
        MemberJson.WriteNumber(json, "entries", histogram.EntryCount);
        MemberJson.WriteNumbers(json, "means", [.. Enumerable.Range(0, histogram.Dimension).Select(histogram.GetMean)]);
        MemberJson.WriteNumbers(json, "standard_deviations",
            [.. Enumerable.Range(0, histogram.Dimension).Select(histogram.GetStandardDeviation)]);
    }
}
