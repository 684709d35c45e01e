using System.Globalization;
using System.Text;

namespace Hep.Jagged;

/// <summary>
/// Builds a piece of HTML: elements as they are given, the texts between them escaped, since names and titles of files are anybody's. What
/// comes out is ASCII, so that no page can show it in a wrong encoding.
/// </summary>
internal sealed class HtmlText
{
    private const int LongestText = 400;

    // Ink and lines are the page's own colour or half transparent: notebooks are light or dark without telling.
    private const string Style = """
        .hep-picture { font: 13px/1.45 system-ui, "Segoe UI", Roboto, Arial, sans-serif; text-align: left; }
        .hep-picture { max-width: 76em; overflow-x: auto; }
        .hep-picture p { margin: 0 0 .5em; }
        .hep-picture b { font-size: 1.15em; }
        .hep-picture small, .hep-picture caption, .hep-picture th { color: inherit; font-size: 12px; opacity: .7; }
        .hep-picture summary span { font-size: 12px; opacity: .7; }
        .hep-picture table { border-collapse: collapse; table-layout: fixed; width: 100%; min-width: 46em; margin: 0 0 .5em; border: 0; }
        .hep-picture table.values { table-layout: auto; width: auto; min-width: 0; }
        .hep-picture tr { background: none; }
        .hep-picture th { font-weight: normal; }
        .hep-picture th, .hep-picture td { padding: .15em .8em .15em 0; text-align: left; vertical-align: top; }
        .hep-picture th, .hep-picture td { border: 0; border-bottom: 1px solid rgba(128, 128, 128, .25); }
        .hep-picture th, .hep-picture td { white-space: normal; overflow-wrap: anywhere; }
        .hep-picture .values th, .hep-picture .values td { white-space: nowrap; }
        .hep-picture .n { width: 5.6em; text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
        .hep-picture .m { width: 11em; }
        .hep-picture .w { width: 15em; }
        .hep-picture code { background: none; color: inherit; font: 12px/1.45 ui-monospace, Consolas, Menlo, monospace; padding: 0; }
        .hep-picture .off code { opacity: .6; }
        .hep-picture .bar { background: no-repeat left / 0 linear-gradient(rgba(70, 130, 240, .28), rgba(70, 130, 240, .28)); }
        .hep-picture caption { caption-side: top; padding: 0 0 .3em; text-align: left; }
        .hep-picture details { margin: 0; }
        .hep-picture details > :not(summary) { margin-left: 1.2em; width: calc(100% - 1.2em); }
        .hep-picture summary { cursor: pointer; padding: .2em 0; border-bottom: 1px solid rgba(128, 128, 128, .25); }
        .hep-picture summary span { float: right; padding-right: .8em; font-variant-numeric: tabular-nums; }
        """;

    private readonly StringBuilder _text = new();

    /// <summary>Adds mark-up; interpolated texts are escaped, and cut where they are longer than anybody reads.</summary>
    public HtmlText Add(FormattableString markup)
    {
        object?[] arguments = Array.ConvertAll(markup.GetArguments(), a => a is string text ? Escape(Cut(text)) : a);
        _text.AppendFormat(CultureInfo.InvariantCulture, markup.Format, arguments);
        return this;
    }

    /// <summary>Adds the style of the elements inside <c>class="hep-picture"</c>.</summary>
    public HtmlText AddStyle()
    {
        _text.Append("<style>").Append(Style).Append("</style>");
        return this;
    }

    /// <summary>A text for mark-up: without characters that XML does not allow.</summary>
    public static string Escape(string text)
    {
        StringBuilder escaped = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
            _ = rune.Value switch
            {
                '&' => escaped.Append("&amp;"),
                '<' => escaped.Append("&lt;"),
                '>' => escaped.Append("&gt;"),
                '"' => escaped.Append("&quot;"),
                '\'' => escaped.Append("&#39;"),
                < ' ' or 0xFFFE or 0xFFFF => escaped.Append(' '),
                _ => escaped.Append(rune.ToString()),
            };
        return escaped.ToString();
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        StringBuilder ascii = new(_text.Length);
        foreach (Rune rune in _text.ToString().EnumerateRunes())
            if (rune.IsAscii) ascii.Append((char)rune.Value);
            else ascii.Append(CultureInfo.InvariantCulture, $"&#{rune.Value};");
        return ascii.ToString();
    }

    private static string Cut(string text) => text.Length <= LongestText ? text : $"{text[..LongestText]}…";
}
