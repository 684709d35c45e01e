using Apache.Arrow;

namespace Hep.Jagged.Arrow;

/// <summary>Makes columns of the arrays of a record batch.</summary>
internal static class RecordColumns
{
    /// <summary>Columns of a record batch, each for itself; what is of one collection then shares its offsets.</summary>
    /// <param name="batch">The record batch, which stays whole.</param>
    /// <param name="schema">The columns that are wanted.</param>
    /// <param name="places">Where their arrays are.</param>
    public static Column[] Of(RecordBatch batch, Schema schema, ReadOnlySpan<int> places)
    {
        Column[] columns = new Column[schema.Count];
        for (int i = 0; i < columns.Length; i++)
        {
            if (places[i] >= batch.ColumnCount)
                throw new PipelineException($"The record batch has {batch.ColumnCount} arrays and no column '{schema[i].Name}'.");
            columns[i] = ArrayColumns.Make(schema[i], batch.Length, batch.Column(places[i]).Data);
        }
        ShareOffsets(columns);
        return columns;
    }

    // Columns of one counter are of one collection. Writers other than this one name none: there lists of one length in each entry are.
    private static void ShareOffsets(Column[] columns)
    {
        List<Column> collections = [];
        foreach (Column column in columns)
            if (column.Schema.Depth > 0 && !collections.Exists(known => MayBeOfOne(known, column) && column.TryShareOffsets(known)))
                collections.Add(column);
    }

    private static bool MayBeOfOne(Column known, Column column) =>
        known.Schema.Counter is not { } one || column.Schema.Counter is not { } other || one == other;
}
