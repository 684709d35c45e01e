using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Hep.Jagged;
using Hep.Root.IO.Trees.Reading;

namespace Hep.Root.IO.Datasets.Catalogs;

/// <summary>
/// Files as lines of JSON: one that names the format, then one for each schema, before the first file that has it, and one for each file.
/// </summary>
internal static class KnownFilesDocument
{
    private const string Format = "hep.files/1";

    public static async Task WriteAsync(string path, IEnumerable<KnownFile> files, CancellationToken cancellationToken)
    {
        StreamWriter lines = new(path, append: false, new UTF8Encoding(false));
        await using (lines.ConfigureAwait(false))
        {
            Dictionary<Schema, int> schemas = [];
            await WriteAsync(lines, json => json.WriteString("format", Format), cancellationToken).ConfigureAwait(false);
            foreach (KnownFile file in files.OrderBy(f => f.Location, StringComparer.Ordinal))
            {
                if (!schemas.TryGetValue(file.Schema, out int schema))
                {
                    schemas.Add(file.Schema, schema = schemas.Count);
                    await WriteAsync(lines, json => WriteSchema(json, file.Schema), cancellationToken).ConfigureAwait(false);
                }
                await WriteAsync(lines, json => WriteFile(json, file, schema), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <exception cref="PipelineException">A line is not what was written.</exception>
    public static async IAsyncEnumerable<KnownFile> ReadAsync(
        string path, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        List<Schema> schemas = [];
        int number = 0;
        await foreach (string line in File.ReadLinesAsync(path, cancellationToken).ConfigureAwait(false))
        {
            KnownFile? file = JsonSection.Parse(line, $"line {++number}", section => ReadLine(section, number, schemas));
            if (file is not null) yield return file;
        }
    }

    private static async Task WriteAsync(TextWriter lines, Action<Utf8JsonWriter> write, CancellationToken cancellationToken)
    {
        using MemoryStream line = new();
        using (Utf8JsonWriter json = new(line))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }
        await lines.WriteLineAsync(Encoding.UTF8.GetString(line.GetBuffer(), 0, (int)line.Length).AsMemory(), cancellationToken)
            .ConfigureAwait(false);
    }

    private static void WriteSchema(Utf8JsonWriter json, Schema schema)
    {
        json.WriteStartArray("columns");
        foreach (ColumnSchema column in schema) ColumnSchemaJson.Write(json, column);
        json.WriteEndArray();
    }

    private static void WriteFile(Utf8JsonWriter json, KnownFile file, int schema)
    {
        json.WriteString("file", file.Location);
        if (file.AskedTree is { } asked) json.WriteString("asked", asked);
        json.WriteNumber("bytes", file.Stamp.Bytes);
        json.WriteNumber("modified", file.Stamp.Modified);
        json.WriteString("id", file.Id);
        json.WriteString("tree", file.Tree);
        json.WriteNumber("entries", file.EntryCount);
        json.WriteNumber("schema", schema);
        json.WriteStartArray("clusters");
        foreach (EntryRange cluster in file.Clusters) json.WriteNumberValue(cluster.End);
        json.WriteEndArray();
    }

    private static KnownFile? ReadLine(JsonSection line, int number, List<Schema> schemas)
    {
        if (number == 1)
        {
            line.Required("format").Word([(Format, 1)]);
            return null;
        }
        if (line["columns"] is { } columns)
        {
            schemas.Add(new Schema(columns.Items(ColumnSchemaJson.Read)));
            return null;
        }
        JsonSection id = line.Required("id");
        return new KnownFile(
            line.Required("file").Text(), line["asked"]?.Text(),
            new FileStamp(line.Required("bytes").Integer(0, long.MaxValue), line.Required("modified").Integer(0, long.MaxValue)),
            Guid.TryParse(id.Text(), out Guid guid) ? guid : throw id.Error("No identity of a file."), line.Required("tree").Text(),
            line.Required("entries").Integer(0, FileInspector.MaxFileEntries),
            schemas[(int)line.Required("schema").Integer(0, schemas.Count - 1)], ReadClusters(line.Required("clusters")));
    }

    private static EntryRange[] ReadClusters(JsonSection section)
    {
        long first = 0;
        return
        [
            .. section.Items(end =>
            {
                EntryRange cluster = new(first, end.Integer(first + 1, FileInspector.MaxFileEntries));
                first = cluster.End;
                return cluster;
            }),
        ];
    }
}
