using Spectre.Console;
using SpectreTable = Spectre.Console.Table;

namespace Hep.Tool.Terminal;

/// <summary>A table for people: aligned columns, coloured headings on a terminal, plain text elsewhere.</summary>
internal sealed class TextTable
{
    // As wide as it needs: a terminal that is narrower breaks lines, which is better than a table that breaks numbers.
    private const int Widest = 1000;

    private readonly SpectreTable _table = new() { Border = TableBorder.Simple, ShowRowSeparators = false };

    /// <summary>
    /// A table with these headings; one that starts with <c>&gt;</c> stands over numbers, which are aligned to the right.
    /// </summary>
    public TextTable(params ReadOnlySpan<string> headings)
    {
        foreach (string heading in headings)
        {
            bool isNumber = heading.StartsWith('>');
            TableColumn column =
                new(new Markup(Markup.Escape(heading.TrimStart('>')), new Style(decoration: Decoration.Bold))) { NoWrap = true };
            _table.AddColumn(isNumber ? column.RightAligned() : column);
        }
    }

    /// <summary>Adds a row, a text a column.</summary>
    public void Add(params ReadOnlySpan<string> cells)
    {
        Text[] row = new Text[cells.Length];
        for (int i = 0; i < cells.Length; i++) row[i] = new Text(cells[i]);
        _table.AddRow(row);
    }

    /// <summary>A table of facts: a name and a text a row, no headings.</summary>
    public static TextTable OfFacts()
    {
        TextTable table = new("", "");
        table._table.HideHeaders().Border(TableBorder.None);
        return table;
    }

    /// <summary>Writes the table, and an empty line below it.</summary>
    public void Write(Session session, TextWriter to)
    {
        using StringWriter text = new();
        Render(session, text);
        foreach (string line in text.ToString().Split('\n').Select(l => l.TrimEnd()).SkipWhile(l => l.Length == 0).Reverse()
            .SkipWhile(l => l.Length == 0).Reverse())
            to.WriteLine(line);
        to.WriteLine();
    }

    private void Render(Session session, TextWriter to)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = session.Colours ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = session.Colours ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(to),
        });
        console.Profile.Width = Widest;
        console.Profile.Capabilities.Unicode = true;
        console.Write(_table);
    }
}
