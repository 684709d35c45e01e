using System.Collections.Immutable;
using System.Data.Common;
using Hep.Inference.Server.Security;
using Hep.Onnx;

namespace Hep.Inference.Server.Repository;

/// <summary>Writes the difference between a model before and after a change, within the transaction of its caller.</summary>
internal sealed class CatalogWriter(ICatalogDatabase database, DbConnection connection)
{
    private const string DefaultPointer = "";

    /// <param name="before">The model as the catalog has it.</param>
    /// <param name="after">The model as it is to be.</param>
    /// <param name="revision">The number of the change.</param>
    /// <param name="card">The card of the version that is new in it.</param>
    public async Task WriteAsync(ServedModel before, ServedModel after, long revision, CardFacts card)
    {
        await connection.ExecuteAsync("""
            INSERT INTO models (name, next_version, description, policy, execution, canary, revision)
              VALUES (@name, @next, @description, @policy, @execution, @canary, @revision)
              ON CONFLICT (name) DO UPDATE SET next_version = @next, description = @description, policy = @policy,
                execution = @execution, canary = @canary, revision = @revision
            """, ("@name", after.Name), ("@next", after.NextVersion), ("@description", after.Description),
            ("@policy", after.Policy.ToString()), ("@execution", after.Execution.ToJson()),
            ("@canary", after.Trial?.Canary.ToJson() ?? ""), ("@revision", revision)).ConfigureAwait(false);
        await WriteVersionsAsync(before, after, card).ConfigureAwait(false);
        foreach (int number in after.Notes.Keys.Union(before.Notes.Keys))
        {
            VersionNotes was = before.Notes.GetValueOrDefault(number, VersionNotes.None),
                now = after.Notes.GetValueOrDefault(number, VersionNotes.None);
            if (was != now) await WriteNotesAsync(after.Name, number, now).ConfigureAwait(false);
        }
        await WritePointersAsync(before, after).ConfigureAwait(false);
    }

    public Task WriteAsync(RepositoryEvent happened) => connection.ExecuteAsync("""
        INSERT INTO events (time, actor, address, action, model, version, detail)
          VALUES (@time, @actor, @address, @action, @model, @version, @detail)
        """, ("@time", happened.Time.ToText()), ("@actor", happened.Actor), ("@address", happened.Address), ("@action", happened.Action),
        ("@model", happened.Model), ("@version", happened.Version), ("@detail", happened.Detail));

    /// <summary>Adds what its file says to a version.</summary>
    public async Task WriteCardAsync(long id, CardFacts card)
    {
        await connection.ExecuteAsync("""
            UPDATE versions SET card_read = 1, card = @card, signature = @signature, task = @task, engine = @engine WHERE id = @id
            """, ("@id", id), ("@card", card.Json), ("@signature", card.Signature), ("@task", card.Task),
            ("@engine", card.Engine)).ConfigureAwait(false);
        await connection.ExecuteAsync("UPDATE words SET card = @words WHERE rowid = @id",
            ("@id", id), ("@words", database.Indexed(card.Words))).ConfigureAwait(false);
        foreach ((string name, double value) in card.Metrics)
            await connection.ExecuteAsync("INSERT INTO metrics (version, name, value) VALUES (@id, @name, @value)",
                ("@id", id), ("@name", name), ("@value", value)).ConfigureAwait(false);
        foreach (DataFile file in card.Files)
            await connection.ExecuteAsync("INSERT INTO data_files (version, location, checksum) VALUES (@id, @location, @checksum)",
                ("@id", id), ("@location", file.Location), ("@checksum", file.Checksum)).ConfigureAwait(false);
    }

    private async Task WriteVersionsAsync(ServedModel before, ServedModel after, CardFacts card)
    {
        Dictionary<int, (StoredVersion Stored, DateTimeOffset? Deleted)> was = Contents(before), now = Contents(after);
        foreach ((int number, (StoredVersion stored, DateTimeOffset? deleted)) in now)
        {
            if (!was.TryGetValue(number, out (StoredVersion, DateTimeOffset? Deleted) old))
                await AddAsync(stored, card).ConfigureAwait(false);
            else if (old.Deleted != deleted)
                await connection.ExecuteAsync("UPDATE versions SET deleted = @deleted WHERE model = @model AND version = @version",
                    ("@model", after.Name), ("@version", number), ("@deleted", deleted?.ToText())).ConfigureAwait(false);
        }
        foreach (int number in was.Keys.Except(now.Keys))
        {
            if (await IdOfAsync(after.Name, number).ConfigureAwait(false) is not { } id) continue;
            await connection.ExecuteAsync("DELETE FROM words WHERE rowid = @id", ("@id", id)).ConfigureAwait(false);
            await connection.ExecuteAsync("DELETE FROM versions WHERE id = @id", ("@id", id)).ConfigureAwait(false);
        }
    }

    private async Task AddAsync(StoredVersion stored, CardFacts card)
    {
        ModelVersion facts = stored.Facts;
        object? added = await connection.ReadOneAsync("""
            INSERT INTO versions
              (model, version, namespace, digest, blob, bytes, created, created_by, parameters, class_labels, card_read)
              VALUES (@model, @version, @namespace, @digest, @blob, @bytes, @created, @by, @parameters, @labels, 1)
              RETURNING id
            """, ("@model", facts.Name), ("@version", facts.Version), ("@namespace", ModelName.NamespaceOf(facts.Name)),
            ("@digest", facts.Digest), ("@blob", stored.Blob), ("@bytes", facts.Bytes), ("@created", facts.Created.ToText()),
            ("@by", facts.CreatedBy), ("@parameters", stored.Parameters), ("@labels", stored.Labels)).ConfigureAwait(false);
        long id = (long)added!;
        await connection.ExecuteAsync("""
            INSERT INTO words (rowid, name, description, tags, labels, card) VALUES (@id, @name, '', '', '', '')
            """, ("@id", id), ("@name", database.Indexed(facts.Name))).ConfigureAwait(false);
        await WriteCardAsync(id, card).ConfigureAwait(false);
    }

    private async Task WriteNotesAsync(string model, int number, VersionNotes notes)
    {
        if (await IdOfAsync(model, number).ConfigureAwait(false) is not { } id) return;   // gone with its version
        await connection.ExecuteAsync("UPDATE versions SET description = @description WHERE id = @id",
            ("@id", id), ("@description", notes.Description)).ConfigureAwait(false);
        await connection.ExecuteAsync("DELETE FROM tags WHERE version = @id; DELETE FROM labels WHERE version = @id;",
            ("@id", id)).ConfigureAwait(false);
        foreach (string tag in notes.Tags)
            await connection.ExecuteAsync("INSERT INTO tags (version, tag) VALUES (@id, @tag)",
                ("@id", id), ("@tag", tag)).ConfigureAwait(false);
        foreach ((string key, string value) in notes.Labels)
            await connection.ExecuteAsync("INSERT INTO labels (version, key, value) VALUES (@id, @key, @value)",
                ("@id", id), ("@key", key), ("@value", value)).ConfigureAwait(false);
        await connection.ExecuteAsync("UPDATE words SET description = @description, tags = @tags, labels = @labels WHERE rowid = @id",
            ("@id", id), ("@description", database.Indexed(notes.Description)),
            ("@tags", database.Indexed(string.Join(' ', notes.Tags))),
            ("@labels", database.Indexed(string.Join(' ', notes.Labels.Select(l => $"{l.Key} {l.Value}"))))).ConfigureAwait(false);
    }

    private async Task WritePointersAsync(ServedModel before, ServedModel after)
    {
        ImmutableSortedDictionary<string, Pointer> was = Pointers(before), now = Pointers(after);
        foreach (string name in was.Keys.Except(now.Keys))
            await connection.ExecuteAsync("DELETE FROM pointers WHERE model = @model AND name = @name",
                ("@model", after.Name), ("@name", name)).ConfigureAwait(false);
        foreach ((string name, Pointer pointer) in now)
            if (!ReferenceEquals(was.GetValueOrDefault(name), pointer))
                await connection.ExecuteAsync("""
                    INSERT INTO pointers (model, name, version, earlier) VALUES (@model, @name, @version, @earlier)
                      ON CONFLICT (model, name) DO UPDATE SET version = @version, earlier = @earlier
                    """, ("@model", after.Name), ("@name", name), ("@version", pointer.Version),
                    ("@earlier", string.Join(' ', pointer.Earlier))).ConfigureAwait(false);
    }

    private async Task<long?> IdOfAsync(string model, int number) => await connection.ReadOneAsync(
        "SELECT id FROM versions WHERE model = @model AND version = @version", ("@model", model), ("@version", number))
        .ConfigureAwait(false) as long?;

    private static Dictionary<int, (StoredVersion Stored, DateTimeOffset? Deleted)> Contents(ServedModel model)
    {
        Dictionary<int, (StoredVersion, DateTimeOffset?)> contents = model.Versions.ToDictionary(
            v => v.Facts.Version, v => (v.Stored, (DateTimeOffset?)null));
        foreach (DeletedContent deleted in model.Deleted) contents.Add(deleted.Stored.Facts.Version, (deleted.Stored, deleted.Time));
        return contents;
    }

    private static ImmutableSortedDictionary<string, Pointer> Pointers(ServedModel model) =>
        model.Answering == Pointer.None ? model.Aliases : model.Aliases.Add(DefaultPointer, model.Answering);
}
