using System.Text;

namespace Hep.Tool.Terminal;

/// <summary>
/// A table for people: aligned columns, bold headings on a terminal, plain text elsewhere. On a narrow terminal the texts of wide columns
/// go on in the next line; nothing is left out.
/// </summary>
internal sealed class TextTable
{
    private const string Gap = "   ", Margin = "  ", RemarkMargin = "      ";
    private const string Bold = "\u001b[1m", Plain = "\u001b[0m";

    private readonly string[] _headings;
    private readonly bool[] _isNumber;
    private readonly bool _hasHeadings;
    private readonly List<(string[] Cells, string Remark)> _rows = [];

    /// <summary>
    /// A table with these headings; one that starts with <c>&gt;</c> stands over numbers, which are aligned to the right.
    /// </summary>
    public TextTable(params ReadOnlySpan<string> headings)
        : this(hasHeadings: true, headings.ToArray().Select(h => h.StartsWith('>') ? (h[1..], true) : (h, false))) { }

    /// <summary>A table with headings that may begin with anything, as names of a file do, over numbers or texts.</summary>
    public TextTable(IEnumerable<(string Text, bool IsNumber)> headings) : this(hasHeadings: true, headings) { }

    private TextTable(bool hasHeadings, IEnumerable<(string Text, bool IsNumber)> headings)
    {
        _hasHeadings = hasHeadings;
        _headings = [.. headings.Select(h => TableLayout.CleanLine(h.Text))];
        _isNumber = [.. headings.Select(h => h.IsNumber)];
    }

    /// <summary>A table of facts: a name and a text a row, no headings.</summary>
    public static TextTable OfFacts() => new(hasHeadings: false, [("", false), ("", false)]);

    /// <summary>Adds a row, a text a column.</summary>
    public void Add(params ReadOnlySpan<string> cells) => AddRemarked("", cells);

    /// <summary>Adds a row with a remark: behind the row where the terminal is wide enough, else below it.</summary>
    public void AddRemarked(string remark, params ReadOnlySpan<string> cells)
    {
        string[] clean = cells.ToArray();
        for (int i = 0; i < clean.Length; i++) clean[i] = TableLayout.Clean(clean[i]);
        _rows.Add((clean, TableLayout.Clean(remark)));
    }

    /// <summary>Writes the table, and an empty line below it.</summary>
    public void Write(Session session, TextWriter to)
    {
        int screen = session.OutputIsTerminal ? session.Width : int.MaxValue;
        int around = _hasHeadings ? 2 * Margin.Length : 0;
        int gaps = Gap.Length * (_headings.Length - 1);
        int[] widths = TableLayout.Fit(NaturalWidths(), [.. _isNumber.Select(n => !n)], screen - around - gaps);
        int width = widths.Sum() + gaps + around;
        if (_hasHeadings)
        {
            string headings = Line(widths, _headings);
            to.WriteLine(session.Colours ? $"{Bold}{headings}{Plain}" : headings);
            to.WriteLine(new string('─', width));
        }
        foreach ((string[] cells, string remark) in _rows) WriteRow(to, widths, cells, remark, screen, width);
        to.WriteLine();
    }

    private void WriteRow(TextWriter to, int[] widths, string[] cells, string remark, int screen, int width)
    {
        IReadOnlyList<string>[] wrapped = [.. cells.Select((c, i) => _isNumber[i] ? [c] : TableLayout.Wrap(c, widths[i]))];
        int lines = wrapped.Max(w => w.Count);
        bool fits = remark.Length > 0 && lines == 1 && width - Margin.Length + Gap.Length + remark.Length <= screen;
        for (int line = 0; line < lines; line++)
        {
            string text = Line(widths, [.. wrapped.Select(w => line < w.Count ? w[line] : "")]);
            to.WriteLine(fits ? $"{text.PadRight(width - Margin.Length)}{Gap}{remark}" : text);
        }
        if (remark.Length == 0 || fits) return;
        foreach (string part in TableLayout.Wrap(remark, Math.Max(screen, 40) - RemarkMargin.Length)) to.WriteLine($"{RemarkMargin}{part}");
    }

    private string Line(int[] widths, string[] cells)
    {
        StringBuilder line = new(_hasHeadings ? Margin : "");
        for (int i = 0; i < cells.Length; i++)
        {
            if (i > 0) line.Append(Gap);
            line.Append(_isNumber[i] ? cells[i].PadLeft(widths[i]) : cells[i].PadRight(widths[i]));
        }
        return line.ToString().TrimEnd();
    }

    private int[] NaturalWidths()
    {
        int[] widths = Array.ConvertAll(_headings, h => h.Length);
        foreach ((string[] cells, _) in _rows)
            for (int i = 0; i < cells.Length; i++) widths[i] = Math.Max(widths[i], LongestLine(cells[i]));
        return widths;
    }

    private static int LongestLine(string text) =>
        text.Contains('\n', StringComparison.Ordinal) ? text.Split('\n').Max(l => l.Length) : text.Length;
}
