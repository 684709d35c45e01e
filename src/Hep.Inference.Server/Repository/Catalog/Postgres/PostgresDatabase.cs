using System.Data.Common;
using System.Net.Sockets;
using System.Runtime.ExceptionServices;
using Npgsql;

namespace Hep.Inference.Server.Repository;

/// <summary>
/// The catalog in PostgreSQL, which any number of services share. Words are sought in a <c>tsvector</c>; <c>NOTIFY</c> tells of changes.
/// </summary>
internal sealed class PostgresDatabase : ICatalogDatabase
{
    private const string Channel = "hep_repository";
    private const int LongestConnect = 5, LongestCommand = 10;   // seconds

    // Whoever is stopped in the middle of a change must not keep the others from theirs.
    private const string SessionBounds = "-c lock_timeout=5000 -c idle_in_transaction_session_timeout=5000";

    private readonly NpgsqlDataSource _source;
    private NpgsqlConnection? _listening;

    /// <exception cref="InvalidDataException">The connection string cannot be read.</exception>
    public PostgresDatabase(string connectionString, string? passwordFile)
    {
        NpgsqlDataSourceBuilder builder = new(Bounded(connectionString).ToString());
        if (passwordFile is not null)   // read for each connection: it may be replaced while the service runs
            builder.UsePasswordProvider(_ => File.ReadAllText(passwordFile).Trim(),
                async (_, stopped) => (await File.ReadAllTextAsync(passwordFile, stopped).ConfigureAwait(false)).Trim());
        _source = builder.Build();
    }

    public bool IsShared => true;

    public string Announcement => $"NOTIFY {Channel}";

    /// <summary>Where a connection string leads, without what is secret in it.</summary>
    /// <exception cref="InvalidDataException">It cannot be read.</exception>
    public static string Describe(string connectionString)
    {
        NpgsqlConnectionStringBuilder parts = Bounded(connectionString);
        return $"{parts.Database ?? parts.Username} on {parts.Host}";
    }

    public Task MigrateAsync(CancellationToken cancellationToken) => LendAsync(async connection =>
    {
        await PostgresSchema.MigrateAsync(connection).ConfigureAwait(false);
        return true;
    }, cancellationToken);

    public Task<T> ChangeAsync<T>(Func<DbConnection, Task<T>> change, CancellationToken cancellationToken) =>
        LendAsync(change, cancellationToken);

    public Task<T> QueryAsync<T>(Func<DbConnection, Task<T>> query, CancellationToken cancellationToken) =>
        LendAsync(query, cancellationToken);

    public async Task WaitAsync(TimeSpan longest, CancellationToken cancellationToken)
    {
        try
        {
            _listening ??= await ListenAsync(cancellationToken).ConfigureAwait(false);
            await _listening.WaitAsync(longest, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (IsAway(e))
        {
            await StopListeningAsync().ConfigureAwait(false);   // who waits looks for changes in any case
            await Task.Delay(longest, cancellationToken).ConfigureAwait(false);
        }
    }

    public async Task<bool> TakeTurnAsync(Func<Task> work, CancellationToken cancellationToken)
    {
        ExceptionDispatchInfo? failure = null;   // of the work, not of the database
        bool isDone = await LendAsync(async connection =>
        {
            // held by the connection, so that it ends with its holder
            if (await connection.ReadOneAsync("SELECT pg_try_advisory_lock(hashtext('hep turn'))").ConfigureAwait(false) is not true)
                return false;
            try
            {
                await work().ConfigureAwait(false);
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
            await connection.ExecuteAsync("SELECT pg_advisory_unlock(hashtext('hep turn'))").ConfigureAwait(false);
            return true;
        }, cancellationToken).ConfigureAwait(false);
        failure?.Throw();
        return isDone;
    }

    public string Indexed(string text) => string.Join(' ', PostgresWords.Of(text));

    public string Sought(IEnumerable<string> words) => string.Join(" & ", words.SelectMany(PostgresWords.Of).Select(w => $"{w}:*"));

    public string Matches(string parameter) => $"words.document @@ to_tsquery('simple', {parameter})";

    public string Relevance(string parameter) =>   // weights of D, C, B and A: as SQLite's of the columns
        $"CAST(-ts_rank('{{0.125, 0.25, 0.5, 1}}', words.document, to_tsquery('simple', {parameter})) AS DOUBLE PRECISION)";

    public async ValueTask DisposeAsync()
    {
        await StopListeningAsync().ConfigureAwait(false);
        await _source.DisposeAsync().ConfigureAwait(false);
    }

    private static NpgsqlConnectionStringBuilder Bounded(string connectionString)
    {
        try
        {
            NpgsqlConnectionStringBuilder parts = new(connectionString)
            {
                ApplicationName = "hep",
                Enlist = false,
                PersistSecurityInfo = false,
            };
            parts.Timeout = Math.Min(parts.Timeout, LongestConnect);
            parts.CommandTimeout = Math.Min(parts.CommandTimeout, LongestCommand);
            parts.Options = $"{parts.Options} {SessionBounds}".Trim();
            if (string.IsNullOrEmpty(parts.Host)) throw new ArgumentException(null, nameof(connectionString));
            return parts;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidCastException)
        {
            // what is wrong may be a part of the password: it is not said
            throw new InvalidDataException("The repository is named by a connection string of PostgreSQL that names a host: "
                + "Host=db.example.org;Database=hep;Username=hep, with values that hold ; or = in quotes.");
        }
    }

    private async Task<T> LendAsync<T>(Func<DbConnection, Task<T>> use, CancellationToken cancellationToken)
    {
        try
        {
            NpgsqlConnection connection = await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false)) return await use(connection).ConfigureAwait(false);
        }
        catch (Exception e) when (IsAway(e))
        {
            throw new InferenceException(InferenceFailure.Unavailable,
                "The repository's database does not answer. Models that are loaded go on being served; searches and changes are possible "
                    + "when it is back, and what was just asked for is perhaps done: look before asking again.", e);
        }
    }

    private async Task<NpgsqlConnection> ListenAsync(CancellationToken cancellationToken)
    {
        NpgsqlConnection connection = await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await connection.ExecuteAsync($"LISTEN {Channel}").ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task StopListeningAsync()
    {
        if (_listening is not { } connection) return;
        _listening = null;
        await connection.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Whether a failure is the database's, its administrator's or the network's; others are faults of this program.</summary>
    private static bool IsAway(Exception failure) => failure switch
    {
        // connections, rights, resources, locks, operators, the system; transactions that others ended
        PostgresException refused => refused.SqlState[..2] is "08" or "25" or "28" or "3D" or "40" or "53" or "55" or "57" or "58"
            || refused.SqlState == PostgresErrorCodes.InsufficientPrivilege,
        NpgsqlException or SocketException or TimeoutException or IOException or UnauthorizedAccessException => true,
        _ => false,
    };
}
