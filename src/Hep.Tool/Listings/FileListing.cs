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
    private readonly IReadOnlyList<TreeListing> _trees;
    private readonly bool _showsKeys;
    private ObjectView? _object;

    private FileListing(RootFile file, IReadOnlyList<RootKey> keys, IReadOnlyList<TreeListing> trees, bool showsKeys)
    {
        _file = file;
        _keys = keys;
        _trees = trees;
        _showsKeys = showsKeys;
    }

    /// <summary>
    /// Reads the keys, and opens the object that the input names; without one, the only tree of the file, or with
    /// <paramref name="all"/> every tree. A tree that cannot be opened is listed with the reason unless it was named.
    /// </summary>
    public static async Task<FileListing> ReadAsync(RootFile file, RootInput input, bool all, CancellationToken cancellationToken)
    {
        IReadOnlyList<RootKey> keys = await file.ReadKeysAsync(cancellationToken);
        if (input.Object is { } path) return await ReadObjectAsync(file, keys, path, cancellationToken);
        List<RootKey> treeKeys = [.. keys.Where(k => k.IsTree)];
        List<TreeListing> trees = [];
        if (all || treeKeys.Count == 1)
            foreach (RootKey key in treeKeys) trees.Add(await TreeListing.TryOpenAsync(file, key, cancellationToken));
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
        foreach (TreeListing tree in _trees) tree.WriteText(session);
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
        foreach (TreeListing tree in _trees) tree.WriteJson(row);
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
            return new FileListing(file, [key], [await TreeListing.OpenAsync(file, key, cancellationToken)], showsKeys: false);
        return new FileListing(file, [key], [], showsKeys: false)
        {
            _object = ObjectView.Of(await file.ReadObjectAsync(key, cancellationToken)),
        };
    }

    // Some classes keep whole command lines where others have a title; --json has them whole.
    private static string Short(string title) => TableLayout.Cut(title, LongestTitle);
}
