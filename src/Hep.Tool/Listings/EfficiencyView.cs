using System.Globalization;
using System.Text.Json;
using Hep.Root.IO;
using Hep.Tool.Terminal;

namespace Hep.Tool.Listings;

/// <summary>An efficiency: its axes, and the value of each bin with its interval.</summary>
internal sealed class EfficiencyView(RootEfficiency efficiency) : ObjectView(efficiency.Object)
{
    /// <inheritdoc/>
    public override string ToSvg() => efficiency.ToSvg();

    /// <inheritdoc/>
    public override string ToHtml() => efficiency.ToHtml();

    /// <inheritdoc/>
    public override void WriteText(Session session)
    {
        session.WriteLine(
            string.Create(CultureInfo.InvariantCulture,
                $"{Object.ClassName} '{efficiency.Name}': {efficiency.Title}, {efficiency.Total.EntryCount:G10} entries"));
        AxisListing.Write(session, efficiency.Axes, []);
        if (efficiency.Axes.Count > 1)
        {
            TextMap.WriteAll(session, efficiency.Axes, (x, y) => efficiency.GetProjection(x, y), areSums: false);
            return;
        }
        (double Low, double High)[] intervals = efficiency.GetIntervals();
        BinTable.Write(session, efficiency.Axes[0], ("efficiency", efficiency.GetValues()), ("low", [.. intervals.Select(i => i.Low)]),
            ("high", [.. intervals.Select(i => i.High)]), ("total", efficiency.Total.GetContents()));
    }

    /// <inheritdoc/>
    public override void WriteJson(Utf8JsonWriter json)
    {
        json.WriteString("class", Object.ClassName);
        json.WriteString("name", efficiency.Name);
        json.WriteString("title", efficiency.Title);
        AxisListing.WriteJson(json, efficiency.Axes);
        MemberJson.WriteNumbers(json, "values", efficiency.GetValues());
        MemberJson.WriteNumbers(json, "low", [.. efficiency.GetIntervals().Select(i => i.Low)]);
        MemberJson.WriteNumbers(json, "high", [.. efficiency.GetIntervals().Select(i => i.High)]);
        MemberJson.WriteNumbers(json, "passed", efficiency.Passed.GetContents());
        MemberJson.WriteNumbers(json, "total", efficiency.Total.GetContents());
    }
}
