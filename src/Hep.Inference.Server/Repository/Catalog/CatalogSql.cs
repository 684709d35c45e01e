using System.Data.Common;
using System.Globalization;

namespace Hep.Inference.Server.Repository;

/// <summary>Statements with named values, and how times are written.</summary>
internal static class CatalogSql
{
    public static DbCommand Command(
        this DbConnection connection, string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        DbCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // texts are made of constants of this room; what callers say goes into parameters
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach ((string name, object? value) in parameters)
        {
            DbParameter parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value switch
            {
                null => DBNull.Value,
                string text => text.Replace('\0', '\uFFFD'),   // PostgreSQL has no such character in texts
                _ => value,
            };
            command.Parameters.Add(parameter);
        }
        return command;
    }

    /// <summary>
    /// Executes every statement of a text. <c>ExecuteNonQuery</c> would not do: behind a statement that has columns, as some of
    /// <c>ALTER TABLE</c> and <c>PRAGMA</c> have, SQLite tells of no failure.
    /// </summary>
    /// <exception cref="DbException">One of them failed; those before it are executed.</exception>
    public static Task ExecuteAsync(
        this DbConnection connection, string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        return RunAsync(connection.Command(sql, parameters));

        static async Task RunAsync(DbCommand command)
        {
            await using (command.ConfigureAwait(false))
            {
                DbDataReader reader = await command.ExecuteReaderAsync().ConfigureAwait(false);
                await using (reader.ConfigureAwait(false))
                    while (await reader.NextResultAsync().ConfigureAwait(false)) { }
            }
        }
    }

    /// <summary>All rows of a statement.</summary>
    public static Task<List<T>> ReadAsync<T>(this DbConnection connection, string sql, Func<DbDataReader, T> row,
        params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        return RunAsync(connection.Command(sql, parameters), row);

        static async Task<List<T>> RunAsync(DbCommand command, Func<DbDataReader, T> row)
        {
            await using (command.ConfigureAwait(false))
            {
                DbDataReader reader = await command.ExecuteReaderAsync().ConfigureAwait(false);
                await using (reader.ConfigureAwait(false))
                {
                    List<T> rows = [];
                    while (await reader.ReadAsync().ConfigureAwait(false)) rows.Add(row(reader));
                    return rows;
                }
            }
        }
    }

    /// <summary>Does something with each row of a statement while the next ones are still with the database.</summary>
    public static async Task ForEachAsync(this DbConnection connection, string sql, Func<DbDataReader, Task> use)
    {
        DbCommand command = connection.Command(sql);
        await using (command.ConfigureAwait(false))
        {
            DbDataReader reader = await command.ExecuteReaderAsync().ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
                while (await reader.ReadAsync().ConfigureAwait(false)) await use(reader).ConfigureAwait(false);
        }
    }

    /// <summary>The first column of the first row; null where it is, or there is none.</summary>
    public static Task<object?> ReadOneAsync(
        this DbConnection connection, string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        return RunAsync(connection.Command(sql, parameters));

        static async Task<object?> RunAsync(DbCommand command)
        {
            await using (command.ConfigureAwait(false))
                return await command.ExecuteScalarAsync().ConfigureAwait(false) is { } value and not DBNull ? value : null;
        }
    }

    public static string? TextOrNull(this DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    public static DateTimeOffset Time(this DbDataReader reader, int column) =>
        DateTimeOffset.Parse(reader.GetString(column), CultureInfo.InvariantCulture);

    /// <summary>A time as text that sorts as the times do.</summary>
    public static string ToText(this DateTimeOffset time) => time.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture);
}
