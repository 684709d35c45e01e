using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Hep.Inference.Server.Repository;

/// <summary>
/// Names and versions in SQLite. It is read whole when the repository opens; afterwards only changes touch it, one at a time.
/// </summary>
internal sealed class ModelCatalog : IDisposable
{
    private const long FormatVersion = 1;

    private readonly SqliteConnection _connection;

    /// <exception cref="InvalidDataException">The database is of a later form.</exception>
    public ModelCatalog(string path)
    {
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        _connection.Open();
        Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;");
        long format = (long)Command("PRAGMA user_version").ExecuteScalar()!;
        if (format > FormatVersion)
            throw new InvalidDataException(
                $"The repository '{path}' was written by a later version (form {format}, this one knows {FormatVersion}).");
        // next_version outlives the versions: a number, once given, never means another content
        Execute($"""
            CREATE TABLE IF NOT EXISTS models (
              name TEXT NOT NULL PRIMARY KEY,
              next_version INTEGER NOT NULL) STRICT;
            CREATE TABLE IF NOT EXISTS versions (
              model TEXT NOT NULL REFERENCES models (name),
              version INTEGER NOT NULL,
              digest TEXT NOT NULL,
              bytes INTEGER NOT NULL,
              created TEXT NOT NULL,
              parameters TEXT,
              labels TEXT,
              PRIMARY KEY (model, version)) STRICT;
            CREATE INDEX IF NOT EXISTS versions_by_digest ON versions (digest);
            PRAGMA user_version = {FormatVersion};
            """);
    }

    /// <summary>All versions, ascending within their models.</summary>
    public IReadOnlyList<StoredVersion> ReadAll()
    {
        using SqliteCommand command =
            Command("SELECT model, version, digest, bytes, created, parameters, labels FROM versions ORDER BY model, version");
        using SqliteDataReader reader = command.ExecuteReader();
        List<StoredVersion> versions = [];
        while (reader.Read())
        {
            ModelVersion facts = new()
            {
                Name = reader.GetString(0),
                Version = reader.GetInt32(1),
                Digest = reader.GetString(2),
                Bytes = reader.GetInt64(3),
                Created = DateTimeOffset.Parse(reader.GetString(4), CultureInfo.InvariantCulture),
            };
            versions.Add(
                new StoredVersion(facts, reader.IsDBNull(5) ? null : reader.GetString(5), reader.IsDBNull(6) ? null : reader.GetString(6)));
        }
        return versions;
    }

    /// <summary>The number that the model's next version gets.</summary>
    public int NextVersion(string model)
    {
        using SqliteCommand command = Command("SELECT next_version FROM models WHERE name = $model", ("$model", model));
        return command.ExecuteScalar() is long next ? checked((int)next) : 1;
    }

    /// <summary>Adds a version; it is on the disk when this returns.</summary>
    public void Add(StoredVersion version)
    {
        ModelVersion facts = version.Facts;
        using SqliteTransaction transaction = _connection.BeginTransaction();
        Execute("INSERT INTO models (name, next_version) VALUES ($model, $next) ON CONFLICT (name) DO UPDATE SET next_version = $next",
            ("$model", facts.Name), ("$next", facts.Version + 1));
        Execute("INSERT INTO versions (model, version, digest, bytes, created, parameters, labels) VALUES ($model, $version, $digest, "
            + "$bytes, $created, $parameters, $labels)",
            ("$model", facts.Name), ("$version", facts.Version), ("$digest", facts.Digest), ("$bytes", facts.Bytes),
            ("$created", facts.Created.ToString("O", CultureInfo.InvariantCulture)), ("$parameters", version.Parameters),
            ("$labels", version.Labels));
        transaction.Commit();
    }

    public void Delete(IEnumerable<ModelVersion> versions)
    {
        using SqliteTransaction transaction = _connection.BeginTransaction();
        foreach (ModelVersion version in versions)
            Execute("DELETE FROM versions WHERE model = $model AND version = $version", ("$model", version.Name),
                ("$version", version.Version));
        transaction.Commit();
    }

    public void Dispose() => _connection.Dispose();

    private void Execute(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using SqliteCommand command = Command(sql, parameters);
        command.ExecuteNonQuery();
    }

    private SqliteCommand Command(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        SqliteCommand command = _connection.CreateCommand();
#pragma warning disable CA2100 // every text is a constant of this file; values are parameters
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach ((string name, object? value) in parameters) command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        return command;
    }
}
