using System.Globalization;
using System.Text.Json;
using Hep.Root.IO;
using Hep.Tool.Terminal;

namespace Hep.Tool.Listings;

/// <summary>A graph: its points.</summary>
internal sealed class GraphView(RootGraph graph) : ObjectView(graph.Object)
{
    private const int MostPoints = 60;

    /// <inheritdoc/>
    public override string ToSvg() => graph.ToSvg();

    /// <inheritdoc/>
    public override string ToHtml() => graph.ToHtml();

    /// <inheritdoc/>
    public override void WriteText(Session session)
    {
        session.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{Object.ClassName} '{graph.Name}': {graph.Title}, {graph.PointCount} points"));
        TextTable points = new(">x", ">y", ">x error", ">y error");
        for (int i = 0; i < Math.Min(graph.PointCount, MostPoints); i++)
            points.Add(Number(graph.X[i]), Number(graph.Y[i]), Bar(graph.XErrorsLow, graph.XErrorsHigh, i),
                Bar(graph.YErrorsLow, graph.YErrorsHigh, i));
        points.Write(session, session.Output);
        if (graph.PointCount > MostPoints)
            session.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"and {graph.PointCount - MostPoints} more"));
    }

    /// <inheritdoc/>
    public override void WriteJson(Utf8JsonWriter json)
    {
        json.WriteString("class", Object.ClassName);
        json.WriteString("name", graph.Name);
        json.WriteString("title", graph.Title);
        MemberJson.WriteNumbers(json, "x", graph.X);
        MemberJson.WriteNumbers(json, "y", graph.Y);
        MemberJson.WriteNumbers(json, "x_errors_low", graph.XErrorsLow);
        MemberJson.WriteNumbers(json, "x_errors_high", graph.XErrorsHigh);
        MemberJson.WriteNumbers(json, "y_errors_low", graph.YErrorsLow);
        MemberJson.WriteNumbers(json, "y_errors_high", graph.YErrorsHigh);
    }

    private static string Bar(ReadOnlySpan<double> low, ReadOnlySpan<double> high, int point) =>
        low.IsEmpty ? "" : high.IsEmpty || low[point] == high[point] ? $"±{Number(low[point])}"
            : $"−{Number(low[point])} +{Number(high[point])}";

    private static string Number(double value) => value.ToString("G6", CultureInfo.InvariantCulture);
}
