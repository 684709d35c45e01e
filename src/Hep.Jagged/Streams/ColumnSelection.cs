namespace Hep.Jagged;

/// <summary>Keeps some columns, in an order that is asked for.</summary>
internal static class ColumnSelection
{
    /// <summary>The step for a list of names and globs.</summary>
    public static Func<EntryBatch, EntryBatch?> Begin(IReadOnlyList<string> columns)
    {
        PerSchema<Schema> selected = new(schema => schema.SelectColumns(columns));
        return batch =>
        {
            Schema schema = selected.For(batch);
            return new EntryBatch(schema, [.. schema.Select(c => batch[c.Name].Share())], batch.Identities.Share());
        };
    }
}
