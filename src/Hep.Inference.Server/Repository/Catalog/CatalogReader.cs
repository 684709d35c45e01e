using System.Collections.Immutable;
using System.Data;
using System.Data.Common;
using System.Globalization;

namespace Hep.Inference.Server.Repository;

/// <summary>Reads models as they are at one moment.</summary>
internal sealed class CatalogReader(DbConnection connection, Func<StoredVersion, ServedVersion> serve)
{
    /// <summary>The number of the last change.</summary>
    public async Task<long> ReadRevisionAsync() =>
        (long)(await connection.ReadOneAsync("SELECT revision FROM state").ConfigureAwait(false))!;

    /// <summary>The models that were changed behind a revision.</summary>
    public async Task<CatalogChanges> ReadAsync(long since)
    {
        DbTransaction moment = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead).ConfigureAwait(false);
        await using (moment.ConfigureAwait(false))
            return new CatalogChanges(await ReadRevisionAsync().ConfigureAwait(false), await ReadModelsAsync(since).ConfigureAwait(false));
    }

    private async Task<List<ServedModel>> ReadModelsAsync(long since)
    {
        const string Changed = "JOIN models c ON c.name = v.model AND c.revision > @since", OfVersion = "JOIN versions v ON v.id =";
        (string, object?) after = ("@since", since);
        ILookup<long, string> tags = (await connection.ReadAsync($"SELECT t.version, t.tag FROM tags t {OfVersion} t.version {Changed}",
            r => (Id: r.GetInt64(0), Tag: r.GetString(1)), after).ConfigureAwait(false)).ToLookup(t => t.Id, t => t.Tag);
        ILookup<long, (string Key, string Value)> labels = (await connection.ReadAsync(
            $"SELECT l.version, l.key, l.value FROM labels l {OfVersion} l.version {Changed}",
            r => (Id: r.GetInt64(0), Label: (r.GetString(1), r.GetString(2))), after).ConfigureAwait(false))
            .ToLookup(l => l.Id, l => l.Label);
        ILookup<long, (string Name, double Value)> metrics = (await connection.ReadAsync(
            $"SELECT m.version, m.name, m.value FROM metrics m {OfVersion} m.version {Changed}",
            r => (Id: r.GetInt64(0), Metric: (r.GetString(1), r.GetDouble(2))), after).ConfigureAwait(false))
            .ToLookup(m => m.Id, m => m.Metric);
        ILookup<string, Row> versions = (await connection.ReadAsync($"""
            SELECT v.id, v.model, v.version, v.digest, v.bytes, v.created, v.created_by, v.parameters, v.class_labels, v.description,
              v.deleted, v.task, v.engine, v.blob
            FROM versions v {Changed} ORDER BY v.model, v.version
            """, r => ReadVersion(r, tags[r.GetInt64(0)], labels[r.GetInt64(0)], metrics[r.GetInt64(0)]), after).ConfigureAwait(false))
            .ToLookup(v => v.Model);
        ILookup<string, (string Name, Pointer To)> pointers = (await connection.ReadAsync(
            $"SELECT v.model, v.name, v.version, v.earlier FROM pointers v {Changed}",
            r => (Model: r.GetString(0), Pointer: (r.GetString(1), new Pointer(r.GetInt32(2), ReadNumbers(r.GetString(3))))), after)
            .ConfigureAwait(false)).ToLookup(p => p.Model, p => p.Pointer);
        return await connection.ReadAsync("""
            SELECT name, next_version, description, policy, execution, canary, revision FROM models WHERE revision > @since
            """, r =>
        {
            string name = r.GetString(0);
            return new ServedModel(name, [.. versions[name].Where(v => v.Deleted is null).Select(v => serve(v.Stored))])
            {
                NextVersion = r.GetInt32(1),
                Description = r.GetString(2),
                Policy = DefaultPolicy.Parse(r.GetString(3)),
                Execution = ModelExecution.FromJson(r.GetString(4)),
                Revision = r.GetInt64(6),
                Trial = r.GetString(5) is { Length: > 0 } canary ? new CanaryTrial(ModelCanary.FromJson(canary)) : null,
                Answering = pointers[name].FirstOrDefault(p => p.Name.Length == 0).To ?? Pointer.None,
                Aliases = pointers[name].Where(p => p.Name.Length > 0)
                    .ToImmutableSortedDictionary(p => p.Name, p => p.To, StringComparer.Ordinal),
                Notes = versions[name].Where(v => v.Notes != VersionNotes.None).ToImmutableDictionary(v => v.Stored.Facts.Version, v =>
                    v.Notes),
                Deleted = [.. versions[name].Where(v => v.Deleted is not null).Select(v => new DeletedContent(v.Stored, v.Deleted!.Value))],
            }.Settle();
        }, after).ConfigureAwait(false);
    }

    private static Row ReadVersion(DbDataReader row,
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
            Metrics = metrics.DistinctBy(m => m.Name).ToDictionary(m => m.Name, m => m.Value),
        };
        VersionNotes notes = new(row.GetString(9), tags.ToImmutableSortedSet(StringComparer.Ordinal),
            labels.ToImmutableSortedDictionary(l => l.Key, l => l.Value, StringComparer.Ordinal));
        return new Row(facts.Name, new StoredVersion(facts, row.TextOrNull(7), row.TextOrNull(8), row.GetString(13)),
            notes.Description.Length + notes.Tags.Count + notes.Labels.Count == 0 ? VersionNotes.None : notes,
            row.IsDBNull(10) ? null : row.Time(10));
    }

    private static ImmutableArray<int> ReadNumbers(string text) =>
        [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(n => int.Parse(n, CultureInfo.InvariantCulture))];

    private sealed record Row(string Model, StoredVersion Stored, VersionNotes Notes, DateTimeOffset? Deleted);
}
