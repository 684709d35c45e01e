using System.Net;
using System.Text;
using Hep.Jagged;

namespace Hep.Tool.Reports;

/// <summary>One page of HTML that needs nothing else: figures, pictures and tables, readable on a screen, a phone and paper.</summary>
internal sealed class ReportPage(string title, string lead)
{
    private const string Style = """
        :root { --ink: #1c2733; --soft: #5b6b7b; --line: #dfe5ea; --paper: #ffffff; --ground: #f4f6f8; --accent: #1f6feb; }
        * { box-sizing: border-box; }
        body {
          margin: 0; background: var(--ground); color: var(--ink);
          font: 16px/1.55 system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
        }
        main { max-width: 1120px; margin: 0 auto; padding: 40px 24px 64px; }
        h1 { margin: 0 0 8px; font-size: 32px; line-height: 1.2; letter-spacing: -0.01em; }
        h2 { margin: 48px 0 4px; font-size: 22px; }
        p { margin: 0 0 16px; max-width: 72ch; }
        .lead, h2 + p, figcaption, footer { color: var(--soft); }
        .figures {
          display: grid; grid-template-columns: repeat(auto-fit, minmax(min(220px, 45%), 1fr));
          gap: 12px; margin: 28px 0 0; padding: 0;
        }
        .figures div { background: var(--paper); border: 1px solid var(--line); border-radius: 10px; padding: 14px 16px; }
        .figures dt { font-size: 13px; color: var(--soft); }
        .figures dd { margin: 2px 0 0; font-size: 24px; font-weight: 600; font-variant-numeric: tabular-nums; }
        .pictures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(480px, 100%), 1fr)); gap: 16px; margin-top: 16px; }
        figure, .table, pre { background: var(--paper); border: 1px solid var(--line); border-radius: 10px; padding: 16px; }
        figure { margin: 0; break-inside: avoid; }
        figure svg { display: block; width: 100%; height: auto; }
        figcaption { margin-top: 8px; font-size: 14px; }
        .table { margin-top: 16px; overflow-x: auto; padding: 4px 16px; }
        table { border-collapse: collapse; min-width: 62%; font-size: 14px; font-variant-numeric: tabular-nums; }
        th, td { padding: 8px 28px 8px 0; text-align: left; border-bottom: 1px solid var(--line); vertical-align: top; }
        tr:last-child td { border-bottom: 0; }
        th { font-weight: 600; color: var(--soft); }
        .number { text-align: right; white-space: nowrap; }
        pre { margin: 16px 0 0; overflow-x: auto; font: 13px/1.5 ui-monospace, Consolas, Menlo, monospace; }
        footer { margin-top: 56px; padding-top: 16px; border-top: 1px solid var(--line); font-size: 13px; }
        @media (max-width: 600px) {
          main { padding: 24px 12px 40px; } figure { padding: 8px; }
          .table { padding: 4px 10px; } th, td { padding-right: 16px; }
        }
        @media print { body { background: none; } main { max-width: none; padding: 0; } }
        """;

    // two stand side by side, a little enlarged; one on a phone is still readable
    private const int PictureWidth = 440, PictureHeight = 320;

    private readonly StringBuilder _body = new();

    /// <summary>Small facts, such as the program's version, at the foot of the page.</summary>
    public string Foot { get; init; } = "";

    /// <summary>Adds numbers to see at a glance.</summary>
    public ReportPage AddFigures(params ReadOnlySpan<(string Label, string Value)> figures)
    {
        _body.Append("<dl class=\"figures\">\n");
        foreach ((string label, string value) in figures) _body.Append($"<div><dt>{Text(label)}</dt><dd>{Text(value)}</dd></div>\n");
        _body.Append("</dl>\n");
        return this;
    }

    /// <summary>Adds a heading and what the section is about.</summary>
    public ReportPage AddSection(string heading, string paragraph)
    {
        _body.Append($"<h2>{Text(heading)}</h2>\n<p>{Text(paragraph)}</p>\n");
        return this;
    }

    /// <summary>Adds pictures beside each other, as far as the page is wide.</summary>
    public ReportPage AddPictures(params ReadOnlySpan<(Chart Chart, string Caption)> pictures)
    {
        _body.Append("<div class=\"pictures\">\n");
        foreach ((Chart chart, string caption) in pictures)
            _body.Append($"<figure>{chart.ToSvg(PictureWidth, PictureHeight)}<figcaption>{Text(caption)}</figcaption></figure>\n");
        _body.Append("</div>\n");
        return this;
    }

    /// <summary>Adds a table; a heading that starts with <c>&gt;</c> stands over numbers.</summary>
    public ReportPage AddTable(IReadOnlyList<string> headings, IEnumerable<IReadOnlyList<string>> rows)
    {
        _body.Append("<div class=\"table\"><table>\n<thead><tr>");
        foreach (string heading in headings) _body.Append($"<th{Alignment(heading)}>{Text(heading.TrimStart('>'))}</th>");
        _body.Append("</tr></thead>\n<tbody>\n");
        foreach (IReadOnlyList<string> row in rows)
        {
            _body.Append("<tr>");
            for (int i = 0; i < row.Count; i++) _body.Append($"<td{Alignment(headings[i])}>{Text(row[i])}</td>");
            _body.Append("</tr>\n");
        }
        _body.Append("</tbody></table></div>\n");
        return this;
    }

    /// <summary>Adds text as it stands, such as a configuration.</summary>
    public ReportPage AddListing(string text)
    {
        _body.Append($"<pre>{Text(text)}</pre>\n");
        return this;
    }

    /// <summary>The page.</summary>
    public string ToHtml() =>
        $"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{Text(title)}</title>
        <style>
        {Style}
        </style>
        </head>
        <body>
        <main>
        <h1>{Text(title)}</h1>
        <p class="lead">{Text(lead)}</p>
        {_body}<footer>{Text(Foot)}</footer>
        </main>
        </body>
        </html>

        """;

    private static string Alignment(string heading) => heading.StartsWith('>') ? " class=\"number\"" : "";

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
