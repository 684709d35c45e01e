namespace Hep.Jagged;

/// <summary>The first entries of a batch as an HTML table.</summary>
internal static class BatchTable
{
    private const int Entries = 10;
    private const int Columns = 30;
    private const int ListElements = 6;

    /// <summary>A row an entry, a column a column; long lists and wide batches are cut, and the caption says what there is.</summary>
    public static string Write(EntryBatch batch)
    {
        Column[] shown = [.. batch.Columns.Take(Columns)];
        HtmlText html = new();
        html.Add($"<div class=\"hep-picture\">").AddStyle().Add($"<table class=\"values\">");
        html.Add($"<caption>{batch.EntryCount} entries, {batch.Columns.Count} columns</caption><thead><tr><th>entry</th>");
        foreach (Column column in shown) html.Add($"<th>{column.Schema.ToString()}</th>");
        html.Add($"</tr></thead><tbody>");
        for (int entry = 0; entry < Math.Min(Entries, batch.EntryCount); entry++)
        {
            html.Add($"<tr><td>{batch.Identities.Entries[entry]}</td>");
            foreach (Column column in shown) html.Add($"<td>{column.ToText(entry, ListElements)}</td>");
            html.Add($"</tr>");
        }
        return html.Add($"</tbody></table></div>").ToString();
    }
}
