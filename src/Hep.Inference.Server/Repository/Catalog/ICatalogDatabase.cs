using System.Data.Common;

namespace Hep.Inference.Server.Repository;

/// <summary>
/// Where the catalog is kept, and what that database says in a way of its own: how words are sought, and how others hear of a change. All
/// else is SQL that each of them understands.
/// </summary>
internal interface ICatalogDatabase : IAsyncDisposable
{
    /// <summary>Whether other services read and change it too.</summary>
    bool IsShared { get; }

    /// <summary>The statement of a transaction by which others hear of it; null: there are none.</summary>
    string? Announcement { get; }

    /// <summary>Brings the tables to the form of today.</summary>
    /// <exception cref="InvalidDataException">They are of a later form.</exception>
    Task MigrateAsync(CancellationToken cancellationToken);

    /// <summary>Lends a connection for changes, one at a time.</summary>
    /// <exception cref="InferenceException">The database does not answer.</exception>
    Task<T> ChangeAsync<T>(Func<DbConnection, Task<T>> change, CancellationToken cancellationToken);

    /// <summary>Lends a connection for questions: changes go on meanwhile.</summary>
    /// <exception cref="InferenceException">The database does not answer.</exception>
    Task<T> QueryAsync<T>(Func<DbConnection, Task<T>> query, CancellationToken cancellationToken);

    /// <summary>Waits until another service announces a change, but no longer than this.</summary>
    Task WaitAsync(TimeSpan longest, CancellationToken cancellationToken);

    /// <summary>Does what only one service at a time is to do; false, and nothing is done: another one is at it.</summary>
    Task<bool> TakeTurnAsync(Func<Task> work, CancellationToken cancellationToken);

    /// <summary>A text as its words are kept.</summary>
    string Indexed(string text);

    /// <summary>A question for all of these, each the beginning of a word.</summary>
    string Sought(IEnumerable<string> words);

    /// <summary>The condition that the row of <c>words</c> fits the question in a parameter.</summary>
    string Matches(string parameter);

    /// <summary>How well it fits, the best the lowest.</summary>
    string Relevance(string parameter);
}
