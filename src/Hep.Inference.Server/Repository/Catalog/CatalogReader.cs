using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Hep.Inference.Server.Repository;

/// <summary>Reads the whole catalog.</summary>
internal sealed class CatalogReader(SqliteConnection connection, Func<StoredVersion, ServedVersion> serve)
{
    public IReadOnlyList<ServedModel> Read()
    {
        ILookup<long, string> tags = connection.Read("SELECT version, tag FROM tags", r => (r.GetInt64(0), r.GetString(1)))
            .ToLookup(t => t.Item1, t => t.Item2);
        ILookup<long, (string Key, string Value)> labels = connection
            .Read("SELECT version, key, value FROM labels", r => (r.GetInt64(0), (r.GetString(1), r.GetString(2))))
            .ToLookup(l => l.Item1, l => l.Item2);
        ILookup<long, (string Name, double Value)> metrics = connection
            .Read("SELECT version, name, value FROM metrics", r => (r.GetInt64(0), (r.GetString(1), r.GetDouble(2))))
            .ToLookup(m => m.Item1, m => m.Item2);
        ILookup<string, Row> versions = connection.Read("""
            SELECT id, model, version, digest, bytes, created, created_by, parameters, class_labels, description, deleted, task, engine
            FROM versions ORDER BY model, version
            """, r => ReadVersion(r, tags[r.GetInt64(0)], labels[r.GetInt64(0)], metrics[r.GetInt64(0)])).ToLookup(v => v.Model);
        ILookup<string, (string Name, Pointer To)> pointers = connection
            .Read("SELECT model, name, version, earlier FROM pointers",
                r => (r.GetString(0), (r.GetString(1), new Pointer(r.GetInt32(2), ReadNumbers(r.GetString(3))))))
            .ToLookup(p => p.Item1, p => p.Item2);
        return connection.Read("SELECT name, next_version, description, policy, execution FROM models", r =>
        {
            string name = r.GetString(0);
            return new ServedModel(name, [.. versions[name].Where(v => v.Deleted is null).Select(v => serve(v.Stored))])
            {
                NextVersion = r.GetInt32(1),
                Description = r.GetString(2),
                Policy = DefaultPolicy.Parse(r.GetString(3)),
                Execution = ModelExecution.FromJson(r.GetString(4)),
                Answering = pointers[name].FirstOrDefault(p => p.Name.Length == 0).To ?? Pointer.None,
                Aliases = pointers[name].Where(p => p.Name.Length > 0)
                    .ToImmutableSortedDictionary(p => p.Name, p => p.To, StringComparer.Ordinal),
                Notes = versions[name].Where(v => v.Notes != VersionNotes.None).ToImmutableDictionary(v => v.Stored.Facts.Version, v =>
                    v.Notes),
                Deleted = [.. versions[name].Where(v => v.Deleted is not null).Select(v => new DeletedContent(v.Stored, v.Deleted!.Value))],
            }.Settle();
        });
    }

    private static Row ReadVersion(SqliteDataReader row,
        IEnumerable<string> tags, IEnumerable<(string Key, string Value)> labels, IEnumerable<(string Name, double Value)> metrics)
    {
        ModelVersion facts = new()
        {
            Name = row.GetString(1),
            Version = row.GetInt32(2),
            Digest = row.GetString(3),
            Bytes = row.GetInt64(4),
            Created = row.Time(5),
            CreatedBy = row.GetString(6),
            Task = row.GetString(11),
            Engine = row.GetString(12),
            Metrics = metrics.ToDictionary(m => m.Name, m => m.Value),
        };
        VersionNotes notes = new(row.GetString(9), tags.ToImmutableSortedSet(StringComparer.Ordinal),
            labels.ToImmutableSortedDictionary(l => l.Key, l => l.Value, StringComparer.Ordinal));
        return new Row(facts.Name, new StoredVersion(facts, row.TextOrNull(7), row.TextOrNull(8)),
            notes.Description.Length + notes.Tags.Count + notes.Labels.Count == 0 ? VersionNotes.None : notes,
            row.IsDBNull(10) ? null : row.Time(10));
    }

    private static ImmutableArray<int> ReadNumbers(string text) =>
        [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(n => int.Parse(n, CultureInfo.InvariantCulture))];

    private sealed record Row(string Model, StoredVersion Stored, VersionNotes Notes, DateTimeOffset? Deleted);
}
