using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Hep.Inference.Server.Repository;

/// <summary>Statements with named values, and how times are written.</summary>
internal static class CatalogSql
{
    public static SqliteCommand Command(
        this SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // texts are made of constants of this room; what callers say goes into parameters
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach ((string name, object? value) in parameters) command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        return command;
    }

    /// <summary>
    /// Executes every statement of a text. <c>ExecuteNonQuery</c> would not do: behind a statement that has columns, as some of
    /// <c>ALTER TABLE</c> and <c>PRAGMA</c> have, it tells of no failure.
    /// </summary>
    /// <exception cref="SqliteException">One of them failed; those before it are executed.</exception>
    public static void Execute(
        this SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using SqliteCommand command = connection.Command(sql, parameters);
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.NextResult()) { }
    }

    /// <summary>All rows of a statement.</summary>
    public static List<T> Read<T>(this SqliteConnection connection, string sql, Func<SqliteDataReader, T> row,
        params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using SqliteCommand command = connection.Command(sql, parameters);
        using SqliteDataReader reader = command.ExecuteReader();
        List<T> rows = [];
        while (reader.Read()) rows.Add(row(reader));
        return rows;
    }

    public static string? TextOrNull(this SqliteDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    public static DateTimeOffset Time(this SqliteDataReader reader, int column) =>
        DateTimeOffset.Parse(reader.GetString(column), CultureInfo.InvariantCulture);

    /// <summary>A time as text that sorts as the times do.</summary>
    public static string ToText(this DateTimeOffset time) => time.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture);
}
