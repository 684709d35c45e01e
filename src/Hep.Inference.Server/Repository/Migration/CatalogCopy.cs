using System.Data.Common;

namespace Hep.Inference.Server.Repository;

/// <summary>Copies all rows of a catalog into an empty one, in one transaction.</summary>
internal static class CatalogCopy
{
    // in the order in which rows name each other
    private static readonly (string Table, string[] Columns)[] Tables =
    [
        ("models", ["name", "next_version", "description", "policy", "execution", "canary", "revision"]),
        ("versions",
        [
            "id", "model", "version", "namespace", "digest", "blob", "bytes", "created", "created_by", "parameters", "class_labels",
            "description", "deleted", "card_read", "card", "signature", "task", "engine",
        ]),
        ("tags", ["version", "tag"]),
        ("labels", ["version", "key", "value"]),
        ("metrics", ["version", "name", "value"]),
        ("data_files", ["version", "location", "checksum"]),
        ("pointers", ["model", "name", "version", "earlier"]),
        ("events", ["id", "time", "actor", "address", "action", "model", "version", "detail"]),
        ("words", ["rowid", "name", "description", "tags", "labels", "card"]),
    ];

    /// <exception cref="InvalidDataException">The target is not empty.</exception>
    public static Task RunAsync(ICatalogDatabase from, ICatalogDatabase to, CancellationToken cancellationToken) =>
        from.QueryAsync(source => to.ChangeAsync(async target =>
        {
            DbTransaction transaction = await target.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                long revision = (long)(await source.ReadOneAsync("SELECT revision FROM state").ConfigureAwait(false))! + 1;
                if (await target.ReadOneAsync("UPDATE state SET revision = @now WHERE revision = 0 RETURNING revision", ("@now", revision))
                    .ConfigureAwait(false) is null)
                    throw NotEmpty();
                foreach ((string table, string[] columns) in Tables)
                    await CopyAsync(source, target, to, table, columns, cancellationToken).ConfigureAwait(false);
                await target.ExecuteAsync("UPDATE models SET revision = @now", ("@now", revision)).ConfigureAwait(false);
                foreach (string table in (string[])["versions", "events"])   // what comes next has numbers behind those that came along
                    await target.ExecuteAsync($"""
                        SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT coalesce(max(id), 0) + 1 FROM {table}), false)
                        """).ConfigureAwait(false);
                if (to.Announcement is { } announcement) await target.ExecuteAsync(announcement).ConfigureAwait(false);
                await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
                return true;
            }
        }, cancellationToken), cancellationToken);

    /// <exception cref="InvalidDataException">Something was done to the catalog already.</exception>
    public static async Task CheckEmptyAsync(ICatalogDatabase database, CancellationToken cancellationToken)
    {
        if (await database.QueryAsync(c => c.ReadOneAsync("SELECT revision FROM state"), cancellationToken).ConfigureAwait(false) is not 0L)
            throw NotEmpty();
    }

    // Row by row: a table may be longer than the memory.
    private static Task CopyAsync(DbConnection source, DbConnection target, ICatalogDatabase to, string table, string[] columns,
        CancellationToken cancellationToken)
    {
        string insert = $"INSERT INTO {table} ({string.Join(", ", columns)}) VALUES ({string.Join(", ", columns.Select(c => $"@{c}"))})";
        return source.ForEachAsync($"SELECT {string.Join(", ", columns)} FROM {table}", row =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            return target.ExecuteAsync(insert, [.. columns.Zip(Values(row), (column, value) =>
                ($"@{column}", table == "words" && value is string text ? to.Indexed(text) : value))]);
        });
    }

    private static object?[] Values(DbDataReader reader)
    {
        object?[] values = new object?[reader.FieldCount];
        for (int i = 0; i < values.Length; i++) values[i] = reader.IsDBNull(i) ? null : reader.GetValue(i);
        return values;
    }

    private static InvalidDataException NotEmpty() => new(
        "The repository that is to be migrated to is not empty: one is migrated into a database, or a schema, in which there was none.");
}
