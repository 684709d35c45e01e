using System.Data.Common;

namespace Hep.Inference.Server.Repository;

/// <summary>
/// Models and versions in a database. Each change is one transaction, with the event that tells of it, and on the disk when the call
/// returns. All of them are numbered: a change is only made to what its author has seen, whoever else changes something at that time.
/// </summary>
internal sealed class ModelCatalog(ICatalogDatabase database) : IAsyncDisposable
{
    private const long Beginning = -1;

    /// <summary>Whether other services change it too.</summary>
    public bool IsShared => database.IsShared;

    /// <summary>Opens the database and brings its tables to the form of today.</summary>
    /// <exception cref="InvalidDataException">The database is of a later form.</exception>
    public Task OpenAsync(CancellationToken cancellationToken) => database.MigrateAsync(cancellationToken);

    /// <summary>The models that were changed behind a revision, with those of which only the number of the next version is left.</summary>
    public Task<CatalogChanges> ReadAsync(
        long since, Func<StoredVersion, ServedVersion> serve, CancellationToken cancellationToken) =>
        database.QueryAsync(async connection =>
        {
            CatalogReader reader = new(connection, serve);
            long now = await reader.ReadRevisionAsync().ConfigureAwait(false);
            if (now == since) return new CatalogChanges(since, []);
            return await reader.ReadAsync(now > since ? since : Beginning).ConfigureAwait(false);   // less: it was restored
        }, cancellationToken);

    /// <summary>Waits until another service announces a change, but no longer than this.</summary>
    public Task WaitAsync(TimeSpan longest, CancellationToken cancellationToken) => database.WaitAsync(longest, cancellationToken);

    /// <summary>Does what only one service at a time is to do; false: another one is at it.</summary>
    public Task<bool> TakeTurnAsync(Func<Task> work, CancellationToken cancellationToken) =>
        database.TakeTurnAsync(work, cancellationToken);

    /// <summary>Writes what makes one model another one, and the event.</summary>
    /// <param name="seen">The revision of the catalog that it was made for.</param>
    /// <param name="before">The model as the catalog has it.</param>
    /// <param name="after">The model as it is to be.</param>
    /// <param name="happened">What is written of it into the history; the number is given here.</param>
    /// <param name="card">The card of the version that is new in it.</param>
    /// <returns>The revision with the change; null: somebody else changed something meanwhile, and nothing was written.</returns>
    public Task<long?> SaveAsync(long seen, ServedModel before, ServedModel after, RepositoryEvent happened, CardFacts? card = null) =>
        ChangeAsync(async connection =>
        {
            // the row is locked until the end, so that changes of all services come one after the other
            object? revision = await connection.ReadOneAsync(
                "UPDATE state SET revision = revision + 1 WHERE revision = @seen RETURNING revision", ("@seen", seen))
                .ConfigureAwait(false);
            if (revision is not long now) return (long?)null;
            CatalogWriter writer = new(database, connection);
            await writer.WriteAsync(before, after, now, card ?? CardFacts.None).ConfigureAwait(false);
            await writer.WriteAsync(happened).ConfigureAwait(false);
            if (database.Announcement is { } announcement) await connection.ExecuteAsync(announcement).ConfigureAwait(false);
            return now;
        });

    /// <summary>The files of the first form whose cards have not been read yet.</summary>
    public Task<List<StoredBlob>> ReadUnreadCardsAsync(CancellationToken cancellationToken) =>
        database.QueryAsync(connection => connection.ReadAsync("SELECT DISTINCT digest, blob, bytes FROM versions WHERE card_read = 0",
            row => new StoredBlob(row.GetString(0), row.GetString(1), row.GetInt64(2))), cancellationToken);

    /// <summary>Adds the card of such a file.</summary>
    public Task AddCardAsync(string digest, CardFacts card) => ChangeAsync(async connection =>
    {
        CatalogWriter writer = new(database, connection);
        foreach (long id in await connection.ReadAsync("SELECT id FROM versions WHERE digest = @digest AND card_read = 0",
            row => row.GetInt64(0), ("@digest", digest)).ConfigureAwait(false))
            await writer.WriteCardAsync(id, card).ConfigureAwait(false);
        return true;
    });

    public ValueTask DisposeAsync() => database.DisposeAsync();

    // What has begun is brought to its end, which the database bounds: whoever asked for it is told what became of it.
    private Task<T> ChangeAsync<T>(Func<DbConnection, Task<T>> change) => database.ChangeAsync(async connection =>
    {
        DbTransaction transaction = await connection.BeginTransactionAsync().ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            T result = await change(connection).ConfigureAwait(false);
            await transaction.CommitAsync().ConfigureAwait(false);
            return result;
        }
    }, CancellationToken.None);
}
