using Hep.Jagged;

namespace Hep.Root.IO.Trees;

/// <summary>A tree as HTML: its columns with type, shape and sizes, those of alike names under one line once they are many.</summary>
internal sealed class TreePicture
{
    private readonly HtmlText _html = new();
    private readonly RootTree _tree;

    private TreePicture(RootTree tree) => _tree = tree;

    /// <summary>The picture of a tree.</summary>
    public static string Write(RootTree tree)
    {
        TreePicture picture = new(tree);
        picture._html.Add($"<div class=\"hep-picture\">").AddStyle();
        picture.AddHead();
        // A counter stands with what it counts: nJet among Jet_*.
        ILookup<string, string> counted =
            tree.Schema.Where(c => c.Counter is not null).ToLookup(c => c.Counter!, c => c.Name, StringComparer.Ordinal);
        picture.AddGroup(NameGroup<RootColumn>.Of(tree.Columns, c => counted[c.Name].FirstOrDefault() ?? c.Name));
        return picture._html.Add($"</div>").ToString();
    }

    private void AddHead()
    {
        int unreadable = _tree.Columns.Count(c => c.Schema is null);
        _html.Add($"<p><b>{_tree.Path}</b> {_tree.ClassName}, cycle {_tree.Cycle}: ");
        _html.Add($"{_tree.EntryCount:N0} {(_tree.EntryCount == 1 ? "entry" : "entries")}, ");
        _html.Add($"{_tree.Columns.Count:N0} {(_tree.Columns.Count == 1 ? "column" : "columns")}");
        if (unreadable > 0) _html.Add($" ({unreadable:N0} not readable)");
        _html.Add($", {ByteCount.Format(_tree.StoredBytes)} stored, {ByteCount.Format(_tree.PlainBytes)} plain");
        if (ByteCount.Ratio(_tree.PlainBytes, _tree.StoredBytes) is { Length: > 0 } ratio) _html.Add($" (ratio {ratio})");
        if (_tree.Title.Length > 0 && _tree.Title != _tree.Path) _html.Add($"<br/><small>{_tree.Title}</small>");
        _html.Add($"</p>");
    }

    private void AddGroup(NameGroup<RootColumn> group)
    {
        AddColumns([.. group.Alone.Take(group.ShownCount)]);
        foreach (NameGroup<RootColumn> part in group.Groups)
        {
            long stored = part.All.Aggregate(0L, (sum, c) => ByteCount.Add(sum, c.StoredBytes));
            int unreadable = part.All.Count(c => c.Schema is null);
            _html.Add($"<details><summary class=\"bar\" style=\"{ShareOf(stored)}\"><code>{part.Prefix}*</code>");
            _html.Add($"<span>{part.All.Count:N0} columns{(unreadable > 0 ? $", {unreadable} not readable" : "")}, ");
            _html.Add($"{ByteCount.Format(stored)}</span></summary><div>");
            AddGroup(part);
            _html.Add($"</div></details>");
        }
        if (group.ShownCount == group.Alone.Count) return;
        _html.Add($"<details><summary>{group.Alone.Count - group.ShownCount:N0} more</summary><div>");
        AddColumns([.. group.Alone.Skip(group.ShownCount)]);
        _html.Add($"</div></details>");
    }

    private void AddColumns(RootColumn[] columns)
    {
        if (columns.Length == 0) return;
        _html.Add($"<table><thead><tr><th>column</th><th class=\"m\">type</th><th class=\"w\">shape</th>");
        _html.Add($"<th class=\"n\">stored</th><th class=\"n\">plain</th><th class=\"n\">ratio</th></tr></thead><tbody>");
        foreach (RootColumn column in columns) AddColumn(column);
        _html.Add($"</tbody></table>");
    }

    private void AddColumn(RootColumn column)
    {
        if (column.Schema is { } schema)
        {
            _html.Add($"<tr><td><code>{column.Name}</code>");
            if (column.EntryCount != _tree.EntryCount) _html.Add($"<br/><small>{column.EntryCount:N0} entries</small>");
            _html.Add($"</td><td class=\"m\" title=\"{column.TypeName}\">{schema.Type.Name}</td><td class=\"w\">{ShapeOf(schema)}</td>");
        }
        else
        {
            _html.Add($"<tr class=\"off\"><td><code>{column.Name}</code></td><td colspan=\"2\">{column.TypeName}");
            _html.Add($"<br/><small>not readable: {column.WhyUnreadable ?? ""}</small></td>");
        }
        _html.Add($"<td class=\"n bar\" style=\"{ShareOf(column.StoredBytes)}\">{ByteCount.Format(column.StoredBytes)}</td>");
        _html.Add($"<td class=\"n\">{ByteCount.Format(column.PlainBytes)}</td>");
        _html.Add($"<td class=\"n\">{ByteCount.Ratio(column.PlainBytes, column.StoredBytes)}</td></tr>");
    }

    private static string ShapeOf(ColumnSchema schema) =>
        $"{string.Concat(schema.Dimensions.Select(d => $"[{d}]"))}{(schema.Counter is { } counter ? $" {counter}" : "")}";

    // The part of the tree's bytes, as the length of a bar.
    private string ShareOf(long stored)
    {
        double share = _tree.StoredBytes <= 0 ? 0 : Math.Clamp(100.0 * stored / _tree.StoredBytes, 0, 100);
        return FormattableString.Invariant($"background-size:{share:F1}% 100%");
    }
}
