using Microsoft.Data.Sqlite;

namespace Hep.Inference.Server.Repository;

/// <summary>
/// Models and versions in SQLite. It is read whole when the repository opens; afterwards only changes touch it, one at a time: each
/// is one transaction, with the event that tells of it, and on the disk when the call returns.
/// </summary>
internal sealed class ModelCatalog : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly CatalogWriter _writer;

    /// <exception cref="InvalidDataException">The database is of a later form.</exception>
    public ModelCatalog(string path)
    {
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        try
        {
            _connection.Open();
            _connection.Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;");
            CatalogSchema.Migrate(_connection, path);
        }
        catch
        {
            _connection.Dispose();
            throw;
        }
        _writer = new CatalogWriter(_connection);
    }

    /// <summary>All models, with those of which only the number of the next version is left.</summary>
    public IReadOnlyList<ServedModel> ReadAll(Func<StoredVersion, ServedVersion> serve) => new CatalogReader(_connection, serve).Read();

    /// <summary>Writes what makes one model another one, and the event.</summary>
    /// <param name="before">The model as the catalog has it.</param>
    /// <param name="after">The model as it is to be.</param>
    /// <param name="happened">What is written of it into the history; the number is given here.</param>
    /// <param name="card">The card of the version that is new in it.</param>
    public void Save(ServedModel before, ServedModel after, RepositoryEvent happened, CardFacts? card = null)
    {
        using SqliteTransaction transaction = _connection.BeginTransaction();
        _writer.Write(before, after, card ?? CardFacts.None);
        _writer.Write(happened);
        transaction.Commit();
    }

    /// <summary>The files of the first form whose cards have not been read yet.</summary>
    public IReadOnlyList<string> UnreadCards() =>
        _connection.Read("SELECT DISTINCT digest FROM versions WHERE card_read = 0", row => row.GetString(0));

    /// <summary>Adds the card of such a file.</summary>
    public void AddCard(string digest, CardFacts card)
    {
        using SqliteTransaction transaction = _connection.BeginTransaction();
        foreach (long id in _connection.Read(
            "SELECT id FROM versions WHERE digest = $digest AND card_read = 0", row => row.GetInt64(0), ("$digest", digest)))
            _writer.WriteCard(id, card);
        transaction.Commit();
    }

    public void Dispose() => _connection.Dispose();
}
