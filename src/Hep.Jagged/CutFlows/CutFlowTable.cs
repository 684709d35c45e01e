using System.Globalization;
using System.Text;

namespace Hep.Jagged;

/// <summary>The table of a report of cuts: a row for all entries, and one a cut.</summary>
internal static class CutFlowTable
{
    private const int LongestName = 40;

    /// <summary>Columns of equal width, names on the left, numbers on the right.</summary>
    public static string WriteText(CutFlow flow)
    {
        string[][] rows = [Headings(flow), .. Rows(flow)];
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
        StringBuilder text = new();
        foreach (string[] row in rows)
        {
            StringBuilder line = new(row[0].PadRight(widths[0]));
            for (int column = 1; column < row.Length; column++) line.Append("  ").Append(row[column].PadLeft(widths[column]));
            text.Append(line.ToString().TrimEnd()).Append('\n');
        }
        return text.ToString();
    }

    /// <summary>The same rows, with the text of each cut, and a bar as long as its absolute efficiency.</summary>
    public static string WriteHtml(CutFlow flow)
    {
        HtmlText html = new();
        html.Add($"<div class=\"hep-picture\">").AddStyle().Add($"<table class=\"values\"><thead><tr>");
        foreach (string heading in Headings(flow)) html.Add($"<th>{heading}</th>");
        html.Add($"<th></th></tr></thead><tbody>");
        CutFlowStep?[] steps = [null, .. flow.Steps];
        foreach ((string[] row, CutFlowStep? step) in Rows(flow).Zip(steps))
        {
            double part = step is { AbsoluteEfficiency: > 0 and var efficiency } ? Math.Min(efficiency, 1) : 0;   // weights may be negative
            html.Add($"<tr><td>{row[0]}</td>");
            foreach (string number in row[1..^1]) html.Add($"<td class=\"n\">{number}</td>");
            html.Add($"<td class=\"n bar\" style=\"background-size:{100 * part:F1}% 100%\">{row[^1]}</td>");
            html.Add($"<td><code>{step?.Cut.Cut.Text ?? ""}</code></td></tr>");
        }
        html.Add($"</tbody></table>");
        if (flow.Weight is { } weight) html.Add($"<small>weight {weight.Text}, NaN {flow.NaNCount}</small>");
        return html.Add($"</div>").ToString();
    }

    private static string[] Headings(CutFlow flow) =>
        flow.Weight is null ? ["cut", "passed", "alone", "relative", "absolute"]
            : ["cut", "passed", "alone", "weights", "error", "relative", "absolute"];

    private static IEnumerable<string[]> Rows(CutFlow flow)
    {
        yield return Row(flow, "all", flow.All, "", double.NaN, double.NaN);
        foreach (CutFlowStep step in flow.Steps)
            yield return Row(flow, Shown(step.Cut.Name), step.Passed, step.Alone.Entries.ToString(CultureInfo.InvariantCulture),
                step.RelativeEfficiency, step.AbsoluteEfficiency);
    }

    private static string[] Row(CutFlow flow, string name, CutCount passed, string alone, double relative, double absolute)
    {
        string entries = passed.Entries.ToString(CultureInfo.InvariantCulture);
        return flow.Weight is null ? [name, entries, alone, Percent(relative), Percent(absolute)]
            : [name, entries, alone, Number(passed.Weights), Number(passed.Error), Percent(relative), Percent(absolute)];
    }

    private static string Shown(string name)
    {
        string line = string.Concat(name.Select(c => char.IsControl(c) ? ' ' : c));
        return line.Length <= LongestName ? line : $"{line[..(LongestName - 1)]}…";
    }

    private static string Number(double number) => number.ToString("G6", CultureInfo.InvariantCulture);

    private static string Percent(double part) =>
        double.IsNaN(part) ? "" : string.Create(CultureInfo.InvariantCulture, $"{100 * part:F2} %");
}
