using System.Text.Json;
using Hep.Jagged;
using Hep.Root.IO;
using Hep.Tool.Terminal;

namespace Hep.Tool.Digests;

/// <summary>The rows of a digest as JSON members, in the order that readers of such files know.</summary>
internal static class DigestRows
{
    /// <summary>A key of the file; a tree tells its entries and columns.</summary>
    public static void WriteObject(Utf8JsonWriter row, string file, RootKey key, RootTree? tree)
    {
        row.WriteString("file", file);
        row.WriteString("object", ObjectName(key));
        row.WriteString("kind", ObjectKinds.Of(key.ClassName));
        row.WriteString("class", key.ClassName);
        if (tree is null) return;
        row.WriteNumber("entries", tree.EntryCount);
        row.WriteNumber("columns", tree.Columns.Count);
    }

    /// <summary>A column that was decoded.</summary>
    public static void WriteColumn(Utf8JsonWriter row, string file, RootKey key, string name, ColumnDigest digest)
    {
        row.WriteString("file", file);
        row.WriteString("object", ObjectName(key));
        row.WriteString("kind", ObjectKinds.Of(key.ClassName));
        row.WriteString("column", name);
        row.WriteNumber("entries", digest.EntryCount);
        row.WriteString("type", digest.Schema.Type.Name);
        row.WriteNumber("depth", digest.Schema.Depth);
        WriteShape(row, digest.Schema);
        row.WriteNumber("values", digest.ValueCount);
        JsonLines.WriteFloat(row, "sum", digest.Sum);
        row.WriteNumber("nonfinite", digest.NonFiniteCount);
        row.WriteString("content", digest.GetContent());
        row.WriteStartArray("offsets");
        foreach (string level in digest.GetOffsets()) row.WriteStringValue(level);
        row.WriteEndArray();
    }

    /// <summary>The contents and axes of a histogram, profile, efficiency or graph.</summary>
    public static void WriteHistogram(Utf8JsonWriter row, string file, RootKey key, HistogramDigest digest)
    {
        row.WriteString("file", file);
        row.WriteString("object", ObjectName(key));
        row.WriteString("class", key.ClassName);
        row.WriteString("name", digest.Name);
        row.WriteString("title", digest.Title);
        row.WriteStartArray("shape");
        foreach (int size in digest.Shape) row.WriteNumberValue(size);
        row.WriteEndArray();
        row.WriteNumber("values", digest.Values.Length);
        row.WriteString("content", HistogramDigest.HashOf(digest.Values));
        (double sum, int nonFinite) = digest.Sum();
        JsonLines.WriteFloat(row, "sum", sum);
        row.WriteNumber("nonfinite", nonFinite);
        row.WriteStartArray("axes");
        foreach (StoredAxis axis in digest.Axes) axis.Write(row);
        row.WriteEndArray();
        if (!digest.Axes.Any(a => a.Edges.Length > 0)) return;
        row.WriteStartArray("edges");
        foreach (StoredAxis axis in digest.Axes)
            if (axis.Edges.Length > 0) row.WriteStringValue(HistogramDigest.HashOf(axis.Edges));
            else row.WriteNullValue();
        row.WriteEndArray();
    }

    /// <summary>An object that was asked for by name and is not in the file.</summary>
    public static void WriteMissing(Utf8JsonWriter row, string file, string name, IEnumerable<string> present)
    {
        row.WriteString("file", file);
        row.WriteString("object", name);
        row.WriteString("column", "");
        row.WriteBoolean("readable", false);
        row.WriteString("why", $"There is no object '{name}' in the file.{NearNames.Suggest(name, present)}");
    }

    /// <summary>A column, an object or a whole file that could not be decoded.</summary>
    public static void WriteUnreadable(Utf8JsonWriter row, string file, RootKey? key, string column, string why)
    {
        row.WriteString("file", file);
        row.WriteString("object", key is null ? "" : ObjectName(key));
        if (key is not null) row.WriteString("kind", ObjectKinds.Of(key.ClassName));
        row.WriteString("column", column);
        row.WriteBoolean("readable", false);
        row.WriteString("why", why);
    }

    private static string ObjectName(RootKey key) => $"{key.Path};{key.Cycle}";

    private static void WriteShape(Utf8JsonWriter row, ColumnSchema schema)
    {
        bool hasFixed = false, fixedOutside = false;
        foreach (Dimension dimension in schema.Dimensions)
        {
            hasFixed |= !dimension.IsVariable;
            fixedOutside |= hasFixed && dimension.IsVariable;
        }
        if (!hasFixed) return;
        row.WriteStartArray("shape");
        foreach (Dimension dimension in schema.Dimensions)
            if (!dimension.IsVariable) row.WriteNumberValue(dimension.Size);
        row.WriteEndArray();
        if (!fixedOutside) return;
        row.WriteStartArray("dims");
        foreach (Dimension dimension in schema.Dimensions)
            if (dimension.IsVariable) row.WriteStringValue("*");
            else row.WriteNumberValue(dimension.Size);
        row.WriteEndArray();
    }
}
