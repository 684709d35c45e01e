using System.Data.Common;
using Hep.Inference.Server.Security;
using Microsoft.Data.Sqlite;

namespace Hep.Inference.Server.Repository;

/// <summary>
/// The tables, as the steps that lead from an empty database to them. A database of an earlier form goes the steps that it lacks, in one
/// transaction; there is no way back. Steps that were released are never changed.
/// </summary>
internal static class SqliteSchema
{
    private static readonly string[] Steps = [FirstForm, NotesAndSearch, Execution, Revisions, Canary, Signature];

    /// <exception cref="InvalidDataException">The database is of a later form.</exception>
    public static async Task MigrateAsync(SqliteConnection connection, string path)
    {
        long form = (long)(await connection.ReadOneAsync("PRAGMA user_version").ConfigureAwait(false))!;
        if (form > Steps.Length)
            throw new InvalidDataException(
                $"The repository '{path}' was written by a later version (form {form}, this one knows {Steps.Length}).");
        if (form == Steps.Length) return;
        connection.CreateFunction("namespace_of", (string name) => ModelName.NamespaceOf(name), isDeterministic: true);
        DbTransaction transaction = await connection.BeginTransactionAsync().ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            for (; form < Steps.Length; form++)
                await connection.ExecuteAsync($"{Steps[form]}\nPRAGMA user_version = {form + 1};").ConfigureAwait(false);
            await transaction.CommitAsync().ConfigureAwait(false);
        }
    }

    // next_version outlives the versions: a number, once given, never means another content
    private const string FirstForm = """
        CREATE TABLE models (
          name TEXT NOT NULL PRIMARY KEY,
          next_version INTEGER NOT NULL) STRICT;
        CREATE TABLE versions (
          model TEXT NOT NULL REFERENCES models (name),
          version INTEGER NOT NULL,
          digest TEXT NOT NULL,
          bytes INTEGER NOT NULL,
          created TEXT NOT NULL,
          parameters TEXT,
          labels TEXT,
          PRIMARY KEY (model, version)) STRICT;
        CREATE INDEX versions_by_digest ON versions (digest);
        """;

    // Versions get an id that the index of words can name. parameters and class_labels are of TFaaS' bundles. card_read: 0 where a
    // version is of the first form and its file has not been looked into yet. A pointer without a name is the default version.
    private const string NotesAndSearch = """
        ALTER TABLE models ADD COLUMN description TEXT NOT NULL DEFAULT '';
        ALTER TABLE models ADD COLUMN policy TEXT NOT NULL DEFAULT 'latest';
        ALTER TABLE versions RENAME TO versions_of_first_form;
        DROP INDEX versions_by_digest;
        CREATE TABLE versions (
          id INTEGER PRIMARY KEY,
          model TEXT NOT NULL REFERENCES models (name),
          version INTEGER NOT NULL,
          namespace TEXT NOT NULL,
          digest TEXT NOT NULL,
          bytes INTEGER NOT NULL,
          created TEXT NOT NULL,
          created_by TEXT NOT NULL DEFAULT '',
          parameters TEXT,
          class_labels TEXT,
          description TEXT NOT NULL DEFAULT '',
          deleted TEXT,
          card_read INTEGER NOT NULL,
          card TEXT,
          task TEXT NOT NULL DEFAULT '',
          engine TEXT NOT NULL DEFAULT '',
          UNIQUE (model, version)) STRICT;
        CREATE INDEX versions_by_namespace ON versions (namespace);
        CREATE TABLE tags (
          version INTEGER NOT NULL REFERENCES versions (id) ON DELETE CASCADE,
          tag TEXT NOT NULL,
          PRIMARY KEY (version, tag)) STRICT, WITHOUT ROWID;
        CREATE INDEX tags_by_tag ON tags (tag);
        CREATE TABLE labels (
          version INTEGER NOT NULL REFERENCES versions (id) ON DELETE CASCADE,
          key TEXT NOT NULL,
          value TEXT NOT NULL,
          PRIMARY KEY (version, key)) STRICT, WITHOUT ROWID;
        CREATE INDEX labels_by_value ON labels (key, value);
        CREATE TABLE metrics (
          version INTEGER NOT NULL REFERENCES versions (id) ON DELETE CASCADE,
          name TEXT NOT NULL,
          value REAL NOT NULL,
          PRIMARY KEY (version, name)) STRICT, WITHOUT ROWID;
        CREATE INDEX metrics_by_value ON metrics (name, value);
        CREATE TABLE data_files (
          version INTEGER NOT NULL REFERENCES versions (id) ON DELETE CASCADE,
          location TEXT NOT NULL,
          checksum TEXT NOT NULL) STRICT;
        CREATE INDEX data_files_of_version ON data_files (version);
        CREATE INDEX data_files_by_location ON data_files (location);
        CREATE INDEX data_files_by_checksum ON data_files (checksum);
        CREATE TABLE pointers (
          model TEXT NOT NULL REFERENCES models (name),
          name TEXT NOT NULL,
          version INTEGER NOT NULL,
          earlier TEXT NOT NULL,
          PRIMARY KEY (model, name)) STRICT, WITHOUT ROWID;
        CREATE TABLE events (
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          time TEXT NOT NULL,
          actor TEXT NOT NULL,
          address TEXT NOT NULL,
          action TEXT NOT NULL,
          model TEXT NOT NULL,
          version INTEGER,
          detail TEXT NOT NULL) STRICT;
        CREATE INDEX events_by_model ON events (model, id);
        CREATE VIRTUAL TABLE words USING fts5 (name, description, tags, labels, card, prefix = '2 3');
        INSERT INTO versions (model, version, namespace, digest, bytes, created, parameters, class_labels, card_read)
          SELECT model, version, namespace_of(model), digest, bytes, created, parameters, labels, 0
          FROM versions_of_first_form ORDER BY model, version;
        INSERT INTO words (rowid, name, description, tags, labels, card) SELECT id, model, '', '', '', '' FROM versions;
        INSERT INTO pointers (model, name, version, earlier)
          SELECT model, '', newest, (SELECT coalesce(group_concat(version, ' '), '')
            FROM (SELECT e.version FROM versions e WHERE e.model = n.model AND e.version < newest ORDER BY e.version))
          FROM (SELECT model, max(version) AS newest FROM versions GROUP BY model) n;
        DROP TABLE versions_of_first_form;
        """;

    // execution is a document of its own: what is set, by name
    private const string Execution = "ALTER TABLE models ADD COLUMN execution TEXT NOT NULL DEFAULT '{}';";

    // all changes are numbered, a model has the number of the last one that it saw; blob is where the folder of files has the content
    private const string Revisions = """
        CREATE TABLE state (revision INTEGER NOT NULL) STRICT;
        INSERT INTO state (revision) VALUES (0);
        ALTER TABLE models ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE versions ADD COLUMN blob TEXT NOT NULL DEFAULT '';
        UPDATE versions SET blob = substr(digest, 8, 2) || '/' || substr(digest, 8);
        """;

    // a document, as execution; empty: no candidate is on trial
    private const string Canary = "ALTER TABLE models ADD COLUMN canary TEXT NOT NULL DEFAULT '';";

    // what a version takes and gives, a document; null: it was taken in before this was kept, and nobody asked for it since
    private const string Signature = "ALTER TABLE versions ADD COLUMN signature TEXT;";
}
