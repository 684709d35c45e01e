using System.Globalization;
using System.Text.Json;
using Hep.Jagged;
using Hep.Root.IO;
using Hep.Tool.Arguments;
using Hep.Tool.Digests;
using Hep.Tool.Terminal;

namespace Hep.Tool.Listings;

/// <summary>What one file holds: its keys, and the columns of the trees that were asked for.</summary>
internal sealed class FileListing
{
    private const int LongestTitle = 60;

    private readonly RootFile _file;
    private readonly IReadOnlyList<RootKey> _keys;
    private readonly IReadOnlyList<RootTree> _trees;
    private readonly bool _showsKeys;
    private ObjectView? _object;

    private FileListing(RootFile file, IReadOnlyList<RootKey> keys, IReadOnlyList<RootTree> trees, bool showsKeys)
    {
        _file = file;
        _keys = keys;
        _trees = trees;
        _showsKeys = showsKeys;
    }

    /// <summary>
    /// Reads the keys, and opens the object that the input names; without one, the only tree of the file, or with
    /// <paramref name="all"/> every tree.
    /// </summary>
    public static async Task<FileListing> ReadAsync(RootFile file, RootInput input, bool all, CancellationToken cancellationToken)
    {
        IReadOnlyList<RootKey> keys = await file.ReadKeysAsync(cancellationToken);
        if (input.Object is { } path) return await ReadObjectAsync(file, keys, path, cancellationToken);
        List<RootKey> treeKeys = [.. keys.Where(k => k.IsTree)];
        List<RootTree> trees = [];
        if (all || treeKeys.Count == 1)
            foreach (RootKey key in treeKeys) trees.Add(await file.OpenTreeAsync($"{key.Path};{key.Cycle}", cancellationToken));
        return new FileListing(file, keys, trees, showsKeys: true);
    }

    /// <summary>Writes tables for people.</summary>
    public void WriteText(Session session)
    {
        TextWriter output = session.Output;
        if (_showsKeys)
        {
            string count = _keys.Count == 1 ? "1 key" : string.Create(CultureInfo.InvariantCulture, $"{_keys.Count:N0} keys");
            output.WriteLine($"{_file.Location}: {ByteCount.Format(_file.Length)}, ROOT {WriterVersion.Format(_file.Version)}, {count}");
            TextTable keys = new("key", "class", "title", ">stored", ">plain");
            foreach (RootKey key in _keys)
                keys.Add($"{key.Path};{key.Cycle}", key.ClassName, Short(key.Title),
                    ByteCount.Format(key.StoredBytes), ByteCount.Format(key.PlainBytes));
            keys.Write(session, output);
        }
        foreach (RootTree tree in _trees) WriteTree(session, tree);
        _object?.WriteText(session);
    }

    /// <summary>Writes the record type of the tree.</summary>
    public void WriteCSharp(Session session)
    {
        string[] trees = [.. _keys.Where(k => k.IsTree).Select(k => k.Path).Distinct()];
        if (_trees.Count != 1)
            throw new ToolException(trees.Length == 0 ? $"There is no tree in {_file.Location}, and a record is that of a tree."
                : $"There are several trees in {_file.Location}, name one ('hep ls FILE:TREE --csharp'): {string.Join(", ", trees)}.");
        session.Output.Write(_trees[0].ToCSharp());
    }

    /// <summary>Writes the members of one JSON object.</summary>
    public void WriteJson(Utf8JsonWriter row)
    {
        row.WriteString("file", _file.Location);
        row.WriteNumber("version", _file.Version);
        row.WriteNumber("bytes", _file.Length);
        row.WriteStartArray("keys");
        foreach (RootKey key in _keys)
        {
            row.WriteStartObject();
            row.WriteString("path", key.Path);
            row.WriteNumber("cycle", key.Cycle);
            row.WriteString("class", key.ClassName);
            row.WriteString("kind", ObjectKinds.Of(key.ClassName));
            row.WriteString("title", key.Title);
            row.WriteNumber("stored_bytes", key.StoredBytes);
            row.WriteNumber("plain_bytes", key.PlainBytes);
            row.WriteEndObject();
        }
        row.WriteEndArray();
        row.WriteStartArray("trees");
        foreach (RootTree tree in _trees) WriteJson(row, tree);
        row.WriteEndArray();
        if (_object is null) return;
        row.WriteStartObject("object");
        _object.WriteJson(row);
        row.WriteEndObject();
    }

    private static async Task<FileListing> ReadObjectAsync(
        RootFile file, IReadOnlyList<RootKey> keys, string path, CancellationToken cancellationToken)
    {
        RootKey? key = keys.FirstOrDefault(k => k.Path == path || $"{k.Path};{k.Cycle}" == path);
        if (key is null)
            throw new ToolException(
                $"There is no object '{path}' in {file.Location}.{NearNames.Suggest(path, keys.Select(k => k.Path).Distinct())}");
        if (key.IsDirectory)
            return new FileListing(file,
                [.. keys.Where(k => k.Path.StartsWith(key.Path + "/", StringComparison.Ordinal))], [], showsKeys: true);
        if (key.IsTree)
            return new FileListing(file, [key], [await file.OpenTreeAsync($"{key.Path};{key.Cycle}", cancellationToken)], showsKeys: false);
        return new FileListing(file, [key], [], showsKeys: false)
        {
            _object = ObjectView.Of(await file.ReadObjectAsync(key, cancellationToken)),
        };
    }

    private static void WriteTree(Session session, RootTree tree)
    {
        session.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{tree.Path};{tree.Cycle}: {tree.ClassName}, {tree.EntryCount:N0} {(tree.EntryCount == 1 ? "entry" : "entries")}, "
            + $"{tree.Columns.Count:N0} {(tree.Columns.Count == 1 ? "column" : "columns")}, "
            + $"{ByteCount.Format(tree.StoredBytes)} stored, {ByteCount.Format(tree.PlainBytes)} plain"));
        TextTable columns = new("column", "type", "shape", ">stored", ">plain");
        foreach (RootColumn column in tree.Columns)
            columns.AddRemarked(
                Remark(tree, column),
                column.Name, column.Schema?.Type.Name ?? "-", Shape(column.Schema),
                ByteCount.Format(column.StoredBytes), ByteCount.Format(column.PlainBytes));
        columns.Write(session, session.Output);
    }

    // Some classes keep whole command lines where others have a title; --json has them whole.
    private static string Short(string title) => TableLayout.Cut(title, LongestTitle);

    private static string Shape(ColumnSchema? schema)
    {
        if (schema is null) return "";
        string levels = string.Concat(schema.Dimensions.Select(d => $"[{d}]"));
        return schema.Counter is { } counter ? $"{levels} {counter}" : levels;
    }

    private static string Remark(RootTree tree, RootColumn column) =>
        column.WhyUnreadable is { } why
            ? why.Contains(column.TypeName, StringComparison.Ordinal) ? $"not readable: {why}" : $"not readable: {column.TypeName}: {why}"
        : column.EntryCount != tree.EntryCount ? string.Create(CultureInfo.InvariantCulture, $"{column.EntryCount:N0} entries") : "";

    private static void WriteJson(Utf8JsonWriter row, RootTree tree)
    {
        row.WriteStartObject();
        row.WriteString("path", tree.Path);
        row.WriteNumber("cycle", tree.Cycle);
        row.WriteString("class", tree.ClassName);
        row.WriteString("title", tree.Title);
        row.WriteNumber("entries", tree.EntryCount);
        row.WriteStartArray("columns");
        foreach (RootColumn column in tree.Columns)
        {
            row.WriteStartObject();
            row.WriteString("name", column.Name);
            row.WriteString("stored_type", column.TypeName);
            if (column.Schema is { } schema)
            {
                row.WriteString("type", schema.Type.Name);
                row.WriteStartArray("shape");
                foreach (Dimension dimension in schema.Dimensions)
                    if (dimension.IsVariable) row.WriteStringValue("*");
                    else row.WriteNumberValue(dimension.Size);
                row.WriteEndArray();
                if (schema.Counter is { } counter) row.WriteString("counter", counter);
            }
            row.WriteNumber("entries", column.EntryCount);
            row.WriteNumber("stored_bytes", column.StoredBytes);
            row.WriteNumber("plain_bytes", column.PlainBytes);
            row.WriteBoolean("readable", column.WhyUnreadable is null);
            if (column.WhyUnreadable is { } why) row.WriteString("why", why);
            row.WriteEndObject();
        }
        row.WriteEndArray();
        row.WriteEndObject();
    }
}
