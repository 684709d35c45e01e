using System.Collections.Immutable;
using Hep.Inference.Server.Security;
using Hep.Onnx;
using Microsoft.Data.Sqlite;

namespace Hep.Inference.Server.Repository;

/// <summary>Writes the difference between a model before and after a change, within the transaction of its caller.</summary>
internal sealed class CatalogWriter(SqliteConnection connection)
{
    private const string DefaultPointer = "";

    public void Write(ServedModel before, ServedModel after, CardFacts card)
    {
        connection.Execute("""
            INSERT INTO models (name, next_version, description, policy, execution)
              VALUES ($name, $next, $description, $policy, $execution)
              ON CONFLICT (name) DO UPDATE SET next_version = $next, description = $description, policy = $policy, execution = $execution
            """, ("$name", after.Name), ("$next", after.NextVersion), ("$description", after.Description),
            ("$policy", after.Policy.ToString()), ("$execution", after.Execution.ToJson()));
        WriteVersions(before, after, card);
        foreach (int number in after.Notes.Keys.Union(before.Notes.Keys))
        {
            VersionNotes was = before.Notes.GetValueOrDefault(number, VersionNotes.None),
                now = after.Notes.GetValueOrDefault(number, VersionNotes.None);
            if (was != now) WriteNotes(after.Name, number, now);
        }
        WritePointers(before, after);
    }

    public void Write(RepositoryEvent happened) => connection.Execute("""
        INSERT INTO events (time, actor, address, action, model, version, detail)
          VALUES ($time, $actor, $address, $action, $model, $version, $detail)
        """, ("$time", happened.Time.ToText()), ("$actor", happened.Actor), ("$address", happened.Address), ("$action", happened.Action),
        ("$model", happened.Model), ("$version", happened.Version), ("$detail", happened.Detail));

    /// <summary>Adds what a card says to a version.</summary>
    public void WriteCard(long id, CardFacts card)
    {
        connection.Execute("UPDATE versions SET card_read = 1, card = $card, task = $task, engine = $engine WHERE id = $id",
            ("$id", id), ("$card", card.Json), ("$task", card.Task), ("$engine", card.Engine));
        connection.Execute("UPDATE words SET card = $words WHERE rowid = $id", ("$id", id), ("$words", card.Words));
        foreach ((string name, double value) in card.Metrics)
            connection.Execute("INSERT INTO metrics (version, name, value) VALUES ($id, $name, $value)",
                ("$id", id), ("$name", name), ("$value", value));
        foreach (DataFile file in card.Files)
            connection.Execute("INSERT INTO data_files (version, location, checksum) VALUES ($id, $location, $checksum)",
                ("$id", id), ("$location", file.Location), ("$checksum", file.Checksum));
    }

    private void WriteVersions(ServedModel before, ServedModel after, CardFacts card)
    {
        Dictionary<int, (StoredVersion Stored, DateTimeOffset? Deleted)> was = Contents(before), now = Contents(after);
        foreach ((int number, (StoredVersion stored, DateTimeOffset? deleted)) in now)
        {
            if (!was.TryGetValue(number, out (StoredVersion, DateTimeOffset? Deleted) old)) Add(stored, card);
            else if (old.Deleted != deleted)
                connection.Execute("UPDATE versions SET deleted = $deleted WHERE model = $model AND version = $version",
                    ("$model", after.Name), ("$version", number), ("$deleted", deleted?.ToText()));
        }
        foreach (int number in was.Keys.Except(now.Keys))
        {
            long id = IdOf(after.Name, number);
            connection.Execute("DELETE FROM words WHERE rowid = $id", ("$id", id));
            connection.Execute("DELETE FROM versions WHERE id = $id", ("$id", id));
        }
    }

    private void Add(StoredVersion stored, CardFacts card)
    {
        ModelVersion facts = stored.Facts;
        connection.Execute("""
            INSERT INTO versions (model, version, namespace, digest, bytes, created, created_by, parameters, class_labels, card_read)
              VALUES ($model, $version, $namespace, $digest, $bytes, $created, $by, $parameters, $labels, 1)
            """, ("$model", facts.Name), ("$version", facts.Version), ("$namespace", ModelName.NamespaceOf(facts.Name)),
            ("$digest", facts.Digest), ("$bytes", facts.Bytes), ("$created", facts.Created.ToText()), ("$by", facts.CreatedBy),
            ("$parameters", stored.Parameters), ("$labels", stored.Labels));
        long id = IdOf(facts.Name, facts.Version);
        connection.Execute("INSERT INTO words (rowid, name, description, tags, labels, card) VALUES ($id, $name, '', '', '', '')",
            ("$id", id), ("$name", facts.Name));
        WriteCard(id, card);
    }

    private void WriteNotes(string model, int number, VersionNotes notes)
    {
        if (TryIdOf(model, number) is not { } id) return;   // gone with its version
        connection.Execute("UPDATE versions SET description = $description WHERE id = $id",
            ("$id", id), ("$description", notes.Description));
        connection.Execute("DELETE FROM tags WHERE version = $id; DELETE FROM labels WHERE version = $id;", ("$id", id));
        foreach (string tag in notes.Tags)
            connection.Execute("INSERT INTO tags (version, tag) VALUES ($id, $tag)", ("$id", id), ("$tag", tag));
        foreach ((string key, string value) in notes.Labels)
            connection.Execute("INSERT INTO labels (version, key, value) VALUES ($id, $key, $value)",
                ("$id", id), ("$key", key), ("$value", value));
        connection.Execute("UPDATE words SET description = $description, tags = $tags, labels = $labels WHERE rowid = $id",
            ("$id", id), ("$description", notes.Description), ("$tags", string.Join(' ', notes.Tags)),
            ("$labels", string.Join(' ', notes.Labels.Select(l => $"{l.Key} {l.Value}"))));
    }

    private void WritePointers(ServedModel before, ServedModel after)
    {
        ImmutableSortedDictionary<string, Pointer> was = Pointers(before), now = Pointers(after);
        foreach (string name in was.Keys.Except(now.Keys))
            connection.Execute("DELETE FROM pointers WHERE model = $model AND name = $name", ("$model", after.Name), ("$name", name));
        foreach ((string name, Pointer pointer) in now)
            if (!ReferenceEquals(was.GetValueOrDefault(name), pointer))
                connection.Execute(
                    "INSERT OR REPLACE INTO pointers (model, name, version, earlier) VALUES ($model, $name, $version, $earlier)",
                    ("$model", after.Name), ("$name", name), ("$version", pointer.Version), ("$earlier", string.Join(' ',
                        pointer.Earlier)));
    }

    private long IdOf(string model, int number) => TryIdOf(model, number)!.Value;

    private long? TryIdOf(string model, int number)
    {
        using SqliteCommand command = connection.Command("SELECT id FROM versions WHERE model = $model AND version = $version",
            ("$model", model), ("$version", number));
        return command.ExecuteScalar() as long?;
    }

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
