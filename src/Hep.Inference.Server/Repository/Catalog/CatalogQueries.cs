using System.Globalization;
using Hep.Inference.Server.Security;

namespace Hep.Inference.Server.Repository;

/// <summary>Questions that memory does not answer; changes go on meanwhile.</summary>
internal sealed class CatalogQueries(ICatalogDatabase database)
{
    /// <summary>A number can be given again, to another content.</summary>
    private const string ThisContent = "model = @model AND version = @version AND digest = @digest";

    /// <summary>The versions that fit a question, all of them, in its order.</summary>
    /// <param name="sought">The question.</param>
    /// <param name="after">Where the page before ended; null for the first.</param>
    /// <param name="cancellationToken">Stops waiting for the database.</param>
    public async Task<IReadOnlyList<FoundVersion>> FindAsync(ModelSearch sought, SearchPlace? after, CancellationToken cancellationToken)
    {
        SearchStatement statement = new(database, sought, after);
        return await database.QueryAsync(connection => connection.ReadAsync(statement.Text, row => new FoundVersion(
            row.GetString(0), row.GetInt32(1), new SearchPlace(row.GetValue(2), row.GetInt64(3)), row.GetInt32(4) != 0),
            statement.Parameters), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The files that versions have, deleted ones that are kept too, as the database has it now.</summary>
    /// <exception cref="InferenceException">The database does not answer.</exception>
    public async Task<IReadOnlySet<StoredBlob>> ReadBlobsAsync(CancellationToken cancellationToken) =>
        (await database.QueryAsync(connection => connection.ReadAsync("SELECT DISTINCT digest, blob, bytes FROM versions",
            row => new StoredBlob(row.GetString(0), row.GetString(1), row.GetInt64(2))), cancellationToken).ConfigureAwait(false))
            .ToHashSet();

    /// <summary>The card of a version as JSON; null where it has none.</summary>
    public async Task<string?> CardOfAsync(ModelVersion version, CancellationToken cancellationToken) =>
        (string?)await database.QueryAsync(connection => connection.ReadOneAsync(
            "SELECT card FROM versions WHERE model = @model AND version = @version",
            ("@model", version.Name), ("@version", version.Version)), cancellationToken).ConfigureAwait(false);

    /// <summary>What a version takes and gives; null where that is not known yet.</summary>
    /// <exception cref="InferenceException">
    /// The database does not answer, or what it has is no metadata: <see cref="InferenceFailure.Internal"/>.
    /// </exception>
    public async Task<PredictorMetadata?> SignatureOfAsync(ModelVersion version, CancellationToken cancellationToken) =>
        await database.QueryAsync(
            connection => connection.ReadOneAsync($"SELECT signature FROM versions WHERE {ThisContent}", Parameters(version)),
            cancellationToken).ConfigureAwait(false) is string json
            ? PredictorMetadata.FromJson(json)
            : null;

    /// <summary>Keeps what a version takes and gives, as its file told. It is no change: whoever reads the file finds the same.</summary>
    /// <exception cref="InferenceException">The database does not answer.</exception>
    public Task KeepSignatureAsync(ModelVersion version, PredictorMetadata signature, CancellationToken cancellationToken) =>
        database.ChangeAsync(async connection =>
        {
            await connection.ExecuteAsync($"UPDATE versions SET signature = @signature WHERE {ThisContent}",
                [("@signature", signature.ToJson()), .. Parameters(version)]).ConfigureAwait(false);
            return true;
        }, cancellationToken);

    /// <summary>Events before a number, the last first.</summary>
    /// <param name="model">Of this model alone; null: of all.</param>
    /// <param name="caller">Who asks: events of the models that they may administer.</param>
    /// <param name="before">The number; null: all.</param>
    /// <param name="limit">Events at most.</param>
    /// <param name="cancellationToken">Stops waiting for the database.</param>
    public async Task<RepositoryHistory> HistoryAsync(
        string? model, Caller caller, long? before, int limit, CancellationToken cancellationToken)
    {
        string[] namespaces = [.. caller.Grants.Where(g => g.Role >= AccessRole.Administer).Select(g => g.Namespace)];
        (string Name, object? Value)[] beginnings = [.. namespaces.Select((n, i) => ($"@n{i}", (object?)$"{n}."))];   // of models in them
        List<RepositoryEvent> events = await database.QueryAsync(connection => connection.ReadAsync($"""
            SELECT id, time, actor, address, action, model, version, detail FROM events
            WHERE (CAST(@model AS TEXT) IS NULL OR model = @model) AND id < @before
              AND (@everywhere = 1 OR EXISTS (SELECT 1
                FROM (VALUES {string.Join(", ", beginnings.Select(b => $"({b.Name})").Prepend("(CAST(NULL AS TEXT))"))}) AS n
                WHERE substr(model, 1, length(n.column1)) = n.column1))
            ORDER BY id DESC LIMIT @limit
            """, row => new RepositoryEvent(row.GetInt64(0), row.Time(1), row.GetString(2), row.GetString(3), row.GetString(4),
                row.GetString(5), row.IsDBNull(6) ? null : row.GetInt32(6), row.GetString(7)),
            [("@model", model), ("@everywhere", namespaces.Contains("") ? 1 : 0), ("@before", before ?? long.MaxValue),
                ("@limit", limit + 1), .. beginnings]), cancellationToken).ConfigureAwait(false);
        bool isMore = events.Count > limit;
        if (isMore) events.RemoveAt(limit);
        return new RepositoryHistory
        {
            Events = events,
            NextPage = isMore ? events[^1].Id.ToString(CultureInfo.InvariantCulture) : null,
        };
    }

    private static (string, object?)[] Parameters(ModelVersion version) =>
        [("@model", version.Name), ("@version", version.Version), ("@digest", version.Digest)];
}
