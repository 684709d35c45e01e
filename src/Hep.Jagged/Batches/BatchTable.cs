using System.Globalization;

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
            foreach (Column column in shown) html.Add($"<td>{Text(column, 0, 0, entry)}</td>");
            html.Add($"</tr>");
        }
        return html.Add($"</tbody></table></div>").ToString();
    }

    private static string Text(Column column, int dimension, int level, int at)
    {
        if (dimension == column.Schema.Dimensions.Length) return column.Type == ElementType.String ? column.GetText(at) : Value(column, at);
        Dimension below = column.Schema.Dimensions[dimension];
        int start = below.IsVariable ? column.Offsets(level)[at] : at * below.Size;
        int count = below.IsVariable ? column.Offsets(level)[at + 1] - start : below.Size;
        IEnumerable<string> elements = Enumerable.Range(start, Math.Min(count, ListElements))
            .Select(i => Text(column, dimension + 1, below.IsVariable ? level + 1 : level, i));
        return $"[{string.Join(", ", elements)}{(count > ListElements ? $", … {count}" : "")}]";
    }

    private static string Value(Column column, int at) => column switch
    {
        Column<bool> c => c.Values[at] ? "true" : "false",
        Column<float> c => c.Values[at].ToString("G6", CultureInfo.InvariantCulture),
        Column<double> c => c.Values[at].ToString("G6", CultureInfo.InvariantCulture),
        Column<sbyte> c => Integer(c.Values[at]),
        Column<short> c => Integer(c.Values[at]),
        Column<int> c => Integer(c.Values[at]),
        Column<long> c => Integer(c.Values[at]),
        Column<byte> when column.Type == ElementType.Bytes => ByteCount(column.Offsets(column.Schema.OffsetLevels - 1), at),
        Column<byte> c => Integer(c.Values[at]),
        Column<ushort> c => Integer(c.Values[at]),
        Column<uint> c => Integer(c.Values[at]),
        Column<ulong> c => c.Values[at].ToString(CultureInfo.InvariantCulture),
        _ => "",
    };

    private static string ByteCount(ReadOnlySpan<int> offsets, int at) => $"{Integer(offsets[at + 1] - offsets[at])} bytes";

    private static string Integer(long value) => value.ToString(CultureInfo.InvariantCulture);
}
