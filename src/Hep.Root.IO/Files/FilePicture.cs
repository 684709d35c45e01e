using Hep.Jagged;

namespace Hep.Root.IO.Files;

/// <summary>A file as HTML: who wrote it and how, and its keys, directory by directory.</summary>
internal sealed class FilePicture
{
    private const int MaxKeys = 5_000;          // a page of more is no help
    private const int OpenKeys = 40;            // so many are shown without a click

    private readonly HtmlText _html = new();
    private readonly bool _isSmall;
    private int _left = MaxKeys;

    private FilePicture(bool isSmall) => _isSmall = isSmall;

    /// <summary>The picture of a file whose directories were read.</summary>
    public static string Write(RootFile file, KeyTree keys)
    {
        int count = keys.All.Count();
        FilePicture picture = new(count <= OpenKeys);
        picture._html.Add($"<div class=\"hep-picture\">").AddStyle();
        picture.AddHead(file, count);
        if (keys.Damage is { } damage) picture._html.Add($"<p><strong>Directories are missing:</strong> {damage.Message}</p>");
        picture.AddDirectory(keys.Top);
        if (picture._left < 0) picture._html.Add($"<p><small>{-picture._left} more keys are not shown.</small></p>");
        if (keys.All.Any(n => n.Newest.IsTree))
            picture._html.Add($"<p><small>Sizes of trees are those of their own records: most baskets lie outside of them.</small></p>");
        return picture._html.Add($"</div>").ToString();
    }

    private void AddHead(RootFile file, int count)
    {
        _html.Add($"<p><b>{Path.GetFileName(file.Location)}</b> ROOT file, {ByteCount.Format(file.Length)}, {KeyCount(count)}, ");
        _html.Add($"written by ROOT {WriterVersion.Format(file.Version)}, compression {file.Compression}");
        _html.Add($"<br/><small>{file.Location}<br/>{file.Id}</small></p>");
        if (!file.IsRecovered) return;
        _html.Add($"<p><strong>Recovered:</strong> the file was not closed; its keys were gathered from the records,");
        _html.Add($" and may be older than what was lost.</p>");
    }

    private void AddDirectory(IReadOnlyList<KeyNode> nodes)
    {
        if (nodes.Count > 0) AddGroup(NameGroup<KeyNode>.Of(nodes, n => n.Newest.Name));
    }

    private void AddGroup(NameGroup<KeyNode> group)
    {
        AddKeys([.. group.Alone.Take(group.ShownCount)]);
        foreach (NameGroup<KeyNode> part in group.Groups)
        {
            _html.Add($"<details><summary><code>{part.Prefix}*</code><span>{KeyCount(part.All.Count)}</span></summary><div>");
            AddGroup(part);
            _html.Add($"</div></details>");
        }
        if (group.ShownCount == group.Alone.Count) return;
        _html.Add($"<details><summary>{group.Alone.Count - group.ShownCount:N0} more</summary><div>");
        AddKeys([.. group.Alone.Skip(group.ShownCount)]);
        _html.Add($"</div></details>");
    }

    private void AddSubdirectory(KeyNode node)
    {
        if (--_left < 0) return;
        _html.Add(_isSmall ? (FormattableString)$"<details open=\"\">" : $"<details>");
        _html.Add($"<summary><code>{node.Newest.Name}/</code> <small>{TitleOf(node)}</small>");
        _html.Add($"<span>{KeyCount(node.Children.Count)}</span></summary><div>");
        AddDirectory(node.Children);
        _html.Add($"</div></details>");
    }

    private void AddKeys(KeyNode[] nodes)
    {
        KeyNode[] keys = [.. nodes.Where(n => !n.Newest.IsDirectory)], shown = keys[..Math.Clamp(_left, 0, keys.Length)];
        _left -= keys.Length;
        if (shown.Length > 0) AddTable(shown);
        foreach (KeyNode directory in nodes.Where(n => n.Newest.IsDirectory)) AddSubdirectory(directory);
    }

    private void AddTable(KeyNode[] nodes)
    {
        _html.Add($"<table><thead><tr><th>key</th><th class=\"m\">class</th><th>title</th>");
        _html.Add($"<th class=\"n\">cycles</th><th class=\"n\">stored</th><th class=\"n\">plain</th></tr></thead><tbody>");
        foreach (KeyNode node in nodes)
        {
            RootKey key = node.Newest;
            _html.Add($"<tr><td><code>{key.Name}</code></td><td class=\"m\">{key.ClassName}</td><td>{key.Title}</td>");
            _html.Add($"<td class=\"n\">{CyclesOf(node)}</td>");
            _html.Add($"<td class=\"n\">{ByteCount.Format(key.StoredBytes)}</td>");
            _html.Add($"<td class=\"n\">{ByteCount.Format(key.PlainBytes)}</td></tr>");
        }
        _html.Add($"</tbody></table>");
    }

    // The title of a directory is mostly its name again.
    private static string TitleOf(KeyNode node) => node.Newest.Title == node.Newest.Name ? "" : node.Newest.Title;

    private static string KeyCount(int count) => count == 1 ? "1 key" : FormattableString.Invariant($"{count:N0} keys");

    private static string CyclesOf(KeyNode node) =>
        string.Join(", ", node.Cycles.Take(node.Cycles.Count > 3 ? 2 : 3).Select(k => k.Cycle)) + (node.Cycles.Count > 3 ? ", …" : "");
}
