using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Hep.Inference.Server.Repository;

/// <summary>The catalog in a file of SQLite, which one service has for itself. Words are sought by FTS5.</summary>
internal sealed class SqliteDatabase(string path) : ICatalogDatabase
{
    private readonly SemaphoreSlim _one = new(1);
    private bool _isClosed;
    private readonly SqliteConnection _changes = new(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());

    private readonly string _questions = new SqliteConnectionStringBuilder
    {
        DataSource = path,
        Mode = SqliteOpenMode.ReadOnly,
    }.ToString();

    public bool IsShared => false;

    public string? Announcement => null;

    public async Task MigrateAsync(CancellationToken cancellationToken)
    {
        await _changes.OpenAsync(cancellationToken).ConfigureAwait(false);
        await _changes.ExecuteAsync("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;")
            .ConfigureAwait(false);
        await SqliteSchema.MigrateAsync(_changes, path).ConfigureAwait(false);
    }

    public async Task<T> ChangeAsync<T>(Func<DbConnection, Task<T>> change, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_isClosed) throw new InferenceException(InferenceFailure.Unavailable, "The repository's database is closed.");
            return await change(_changes).ConfigureAwait(false);
        }
        finally
        {
            _one.Release();
        }
    }

    public async Task<T> QueryAsync<T>(Func<DbConnection, Task<T>> query, CancellationToken cancellationToken)
    {
        SqliteConnection connection = new(_questions);
        await using (connection.ConfigureAwait(false))
        {
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            return await query(connection).ConfigureAwait(false);
        }
    }

    /// <summary>Nobody else changes anything.</summary>
    public Task WaitAsync(TimeSpan longest, CancellationToken cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken);

    public async Task<bool> TakeTurnAsync(Func<Task> work, CancellationToken cancellationToken)
    {
        await work().ConfigureAwait(false);
        return true;
    }

    public string Indexed(string text) => text;

    public string Sought(IEnumerable<string> words) => string.Join(' ', words.Select(w => $"\"{w}\"*"));

    public string Matches(string parameter) => $"words MATCH {parameter}";

    public string Relevance(string parameter) => "bm25(words, 8.0, 2.0, 4.0, 4.0, 1.0)";   // in the order of the columns

    public async ValueTask DisposeAsync()
    {
        await _one.WaitAsync().ConfigureAwait(false);
        _isClosed = true;
        await _changes.DisposeAsync().ConfigureAwait(false);
        _one.Release();   // who waits for it is told, too; it holds nothing that were to be disposed of
    }
}
