using System.Globalization;
using System.Text.Json;
using Hep.Jagged;
using Hep.Root.IO;
using Hep.Tool.Terminal;

namespace Hep.Tool.Listings;

/// <summary>The columns of a tree, or why it cannot be opened.</summary>
internal sealed class TreeListing
{
    private readonly RootKey _key;
    private readonly RootTree? _tree;
    private readonly RootException? _failure;

    private TreeListing(RootKey key, RootTree? tree, RootException? failure) => (_key, _tree, _failure) = (key, tree, failure);

    /// <summary>Opens a tree that was asked for.</summary>
    /// <exception cref="RootException">It cannot be opened.</exception>
    public static async Task<TreeListing> OpenAsync(RootFile file, RootKey key, CancellationToken cancellationToken) =>
        new(key, await file.OpenTreeAsync($"{key.Path};{key.Cycle}", cancellationToken), null);

    /// <summary>Opens a tree on the way, which may fail: the rest of its file is listed all the same.</summary>
    public static async Task<TreeListing> TryOpenAsync(RootFile file, RootKey key, CancellationToken cancellationToken)
    {
        try
        {
            return await OpenAsync(file, key, cancellationToken);
        }
        catch (RootException failure)
        {
            return new TreeListing(key, null, failure);
        }
    }

    /// <summary>The record type of the tree.</summary>
    /// <exception cref="RootException">It cannot be opened.</exception>
    public string ToCSharp() => _tree?.ToCSharp() ?? throw _failure!;

    /// <summary>Writes a table for people.</summary>
    public void WriteText(Session session)
    {
        if (_tree is not { } tree)
        {
            session.WriteLine($"{_key.Path};{_key.Cycle}: {_key.ClassName}, cannot be opened: {_failure!.Message}");
            return;
        }
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

    /// <summary>Writes a JSON object: of a tree that cannot be opened what its key says, and the reason.</summary>
    public void WriteJson(Utf8JsonWriter row)
    {
        row.WriteStartObject();
        row.WriteString("path", _key.Path);
        row.WriteNumber("cycle", _key.Cycle);
        row.WriteString("class", _key.ClassName);
        row.WriteBoolean("readable", _tree is not null);
        if (_tree is not null) WriteColumns(row, _tree);
        else row.WriteString("why", _failure!.Message);
        row.WriteEndObject();
    }

    private static string Remark(RootTree tree, RootColumn column) =>
        column.WhyUnreadable is { } why
            ? why.Contains(column.TypeName, StringComparison.Ordinal) ? $"not readable: {why}" : $"not readable: {column.TypeName}: {why}"
        : column.EntryCount != tree.EntryCount ? string.Create(CultureInfo.InvariantCulture, $"{column.EntryCount:N0} entries") : "";

    private static string Shape(ColumnSchema? schema)
    {
        if (schema is null) return "";
        string levels = string.Concat(schema.Dimensions.Select(d => $"[{d}]"));
        return schema.Counter is { } counter ? $"{levels} {counter}" : levels;
    }

    private static void WriteColumns(Utf8JsonWriter row, RootTree tree)
    {
        row.WriteString("title", tree.Title);
        row.WriteNumber("entries", tree.EntryCount);
        row.WriteStartArray("columns");
        foreach (RootColumn column in tree.Columns) WriteColumn(row, column);
        row.WriteEndArray();
    }

    private static void WriteColumn(Utf8JsonWriter row, RootColumn column)
    {
        row.WriteStartObject();
        row.WriteString("name", column.Name);
        row.WriteString("stored_type", column.TypeName);
        if (column.Schema is { } schema) WriteSchema(row, schema);
        row.WriteNumber("entries", column.EntryCount);
        row.WriteNumber("stored_bytes", column.StoredBytes);
        row.WriteNumber("plain_bytes", column.PlainBytes);
        row.WriteBoolean("readable", column.WhyUnreadable is null);
        if (column.WhyUnreadable is { } why) row.WriteString("why", why);
        row.WriteEndObject();
    }

    private static void WriteSchema(Utf8JsonWriter row, ColumnSchema schema)
    {
        row.WriteString("type", schema.Type.Name);
        row.WriteStartArray("shape");
        foreach (Dimension dimension in schema.Dimensions)
            if (dimension.IsVariable) row.WriteStringValue("*");
            else row.WriteNumberValue(dimension.Size);
        row.WriteEndArray();
        if (schema.Counter is { } counter) row.WriteString("counter", counter);
    }
}
