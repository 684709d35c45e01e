using Apache.Arrow;
using ArrowSchema = Apache.Arrow.Schema;

namespace Hep.Jagged.Arrow;

/// <summary>Batches of columns as Arrow record batches, and back.</summary>
public static class ArrowBatches
{
    /// <summary>
    /// The same columns in Arrow's terms: numbers and truth values as they are, text as <c>string</c>, bytes as <c>binary</c>, variable
    /// levels as <c>list</c>, fixed ones as <c>fixed_size_list</c>. Nothing may be null. The counter of a column, where it has one, stands
    /// in the metadata of its field, below <c>hep.counter</c>.
    /// </summary>
    public static ArrowSchema ToArrowSchema(this Schema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        return new ArrowSchema(schema.Select(ArrowFields.Of), null);
    }

    /// <summary>The columns that an Arrow schema describes; metadata other than the counter of a column are left behind.</summary>
    /// <exception cref="PipelineException">A field has a type that no column has, no name, or the name of another.</exception>
    public static Schema ToSchema(this ArrowSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        if (schema.FieldsList.GroupBy(f => f.Name).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new PipelineException(
                $"{twice.Count()} Arrow fields are named '{twice.Key}', and each column has a name of its own: rename them.");
        return new Schema(schema.FieldsList.Select(ArrowFields.ToColumn));
    }

    /// <summary>
    /// The columns as a record batch, without a copy: it has handles of its own on their memory, which it gives back when it is
    /// disposed. So the two are disposed in any order. Truth values alone are copied, eight to a byte. Entries' identities stay behind.
    /// </summary>
    /// <returns>
    /// A record batch that the caller disposes. Arrays and slices taken from it are views of it, and throw
    /// <see cref="ObjectDisposedException"/> afterwards; what was exported through Arrow's C interface lives until its consumer lets it
    /// go.
    /// </returns>
    /// <exception cref="PipelineException">A column takes more than 2 GiB.</exception>
    public static RecordBatch ToRecordBatch(this EntryBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return ColumnRecordBatch.Of(batch, batch.Schema.ToArrowSchema());
    }

    /// <summary>
    /// The record batch as columns: values are copied once, into pooled memory, since Arrow's cannot be shared; where a record batch came
    /// from columns they are shared again. Slices are taken as what they show. Columns with one counter share their offsets, and so do
    /// columns without one whose lists have equal lengths.
    /// </summary>
    /// <param name="batch">The record batch, which stays whole and may be disposed at once.</param>
    /// <param name="identities">Which entry each row is; taken over. By default rows are numbered from 0 and belong to no file.</param>
    /// <exception cref="PipelineException">
    /// A field has a type that no column has, a value is null, or an array is not sound: offsets, lengths and buffers are checked.
    /// </exception>
    /// <exception cref="ArgumentException"><paramref name="identities"/> are not as many as rows.</exception>
    public static EntryBatch ToEntryBatch(this RecordBatch batch, EntryIdentities? identities = null)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Schema schema = batch.Schema.ToSchema();
        Column[] columns = RecordColumns.Of(batch, schema, [.. Enumerable.Range(0, schema.Count)]);
        return new EntryBatch(schema, columns, identities ?? EntryIdentities.Range(EntrySource.None, 0, batch.Length));
    }
}
