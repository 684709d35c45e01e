using System.Globalization;
using Hep.Inference.Server.Security;
using Microsoft.Data.Sqlite;

namespace Hep.Inference.Server.Repository;

/// <summary>Questions that memory does not answer, each on a connection of its own: changes go on meanwhile.</summary>
internal sealed class CatalogQueries(string path)
{
    private readonly string _connection = new SqliteConnectionStringBuilder
    {
        DataSource = path,
        Mode = SqliteOpenMode.ReadOnly,
    }.ToString();

    /// <summary>The versions that fit a question, all of them, in its order.</summary>
    /// <param name="sought">The question.</param>
    /// <param name="after">Where the page before ended; null for the first.</param>
    public IReadOnlyList<FoundVersion> Find(ModelSearch sought, SearchPlace? after)
    {
        SearchStatement statement = new(sought, after);
        using SqliteConnection connection = Open();
        return connection.Read(statement.Text, row => new FoundVersion(
            row.GetString(0), row.GetInt32(1), new SearchPlace(row.GetValue(2), row.GetInt64(3)), row.GetInt32(4) != 0),
            statement.Parameters);
    }

    /// <summary>The card of a version as JSON; null where it has none.</summary>
    public string? CardOf(ModelVersion version)
    {
        using SqliteConnection connection = Open();
        using SqliteCommand command = connection.Command("SELECT card FROM versions WHERE model = $model AND version = $version",
            ("$model", version.Name), ("$version", version.Version));
        return command.ExecuteScalar() as string;
    }

    /// <summary>Events before a number, the last first.</summary>
    /// <param name="model">Of this model alone; null: of all.</param>
    /// <param name="caller">Who asks: events of the models that they may administer.</param>
    /// <param name="before">The number; null: all.</param>
    /// <param name="limit">Events at most.</param>
    public RepositoryHistory History(string? model, Caller caller, long? before, int limit)
    {
        using SqliteConnection connection = Open();
        string[] namespaces = [.. caller.Grants.Where(g => g.Role >= AccessRole.Administer).Select(g => g.Namespace)];
        string beginnings = $"[{string.Join(',', namespaces.Select(n => $"\"{n}.\""))}]";   // of the names of models in them
        List<RepositoryEvent> events = connection.Read("""
            SELECT id, time, actor, address, action, model, version, detail FROM events
            WHERE ($model IS NULL OR model = $model) AND id < $before
              AND ($everywhere OR EXISTS (SELECT 1 FROM json_each($namespaces) n WHERE substr(model, 1, length(n.value)) = n.value))
            ORDER BY id DESC LIMIT $limit
            """, row => new RepositoryEvent(row.GetInt64(0), row.Time(1), row.GetString(2), row.GetString(3), row.GetString(4),
                row.GetString(5), row.IsDBNull(6) ? null : row.GetInt32(6), row.GetString(7)),
            ("$model", model), ("$everywhere", namespaces.Contains("")), ("$namespaces", beginnings),
            ("$before", before ?? long.MaxValue), ("$limit", limit + 1));
        bool isMore = events.Count > limit;
        if (isMore) events.RemoveAt(limit);
        return new RepositoryHistory
        {
            Events = events,
            NextPage = isMore ? events[^1].Id.ToString(CultureInfo.InvariantCulture) : null,
        };
    }

    private SqliteConnection Open()
    {
        SqliteConnection connection = new(_connection);
        connection.Open();
        return connection;
    }
}
