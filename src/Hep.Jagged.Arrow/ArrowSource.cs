using System.Runtime.CompilerServices;
using Apache.Arrow;
using ArrowSchema = Apache.Arrow.Schema;

namespace Hep.Jagged.Arrow;

/// <summary>
/// An Arrow IPC file, or a stream that was kept in one, as a source of batches: one for each record batch, in stored order, the same in
/// each epoch. Rows are numbered through the file.
/// </summary>
public sealed class ArrowSource : IBatchSource
{
    private readonly EntrySource _file;
    private readonly ArrowReadOptions _options;
    private readonly ArrowSchema _stored;

    private ArrowSource(EntrySource file, ArrowReadOptions options, ArrowSchema stored, Schema schema)
    {
        _file = file;
        _options = options;
        _stored = stored;
        Schema = schema;
    }

    /// <inheritdoc/>
    public Schema Schema { get; }

    /// <summary>Unknown: the format tells it batch by batch.</summary>
    public long? EntryCount => null;

    /// <summary>Reads the schema of a file.</summary>
    /// <param name="path">The file, of either form.</param>
    /// <param name="options">Which columns, and what decompresses.</param>
    /// <param name="cancellationToken">Ends the opening.</param>
    /// <exception cref="PipelineException">
    /// It is no Arrow file, a column that is named is not there, or one that is wanted has a type that no column has.
    /// </exception>
    /// <exception cref="IOException">The file is not there or cannot be read.</exception>
    public static async Task<ArrowSource> OpenAsync(
        string path, ArrowReadOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= ArrowReadOptions.Default;
        using ArrowFile file = await ArrowFile.OpenAsync(path, options.Codecs, cancellationToken).ConfigureAwait(false);
        ArrowSchema stored = await file.ReadSchemaAsync(cancellationToken).ConfigureAwait(false);
        ArrowSchema wanted = options.Columns is { } names ? new ArrowSchema(names.Select(n => stored[Find(stored, n)]), null) : stored;
        EntrySource source = await file.IdentifyAsync(cancellationToken).ConfigureAwait(false);
        return new ArrowSource(source, options, stored, wanted.ToSchema());
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<EntryBatch> ReadAsync(int epoch = 0, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        return Core([.. Schema.Select(c => Find(_stored, c.Name))], cancellationToken);

        async IAsyncEnumerable<EntryBatch> Core(int[] places, [EnumeratorCancellation] CancellationToken ct = default)
        {
            using ArrowFile file = await ArrowFile.OpenAsync(_file.Location, _options.Codecs, ct).ConfigureAwait(false);
            for (long entry = 0; await file.ReadNextAsync(ct).ConfigureAwait(false) is { } record;)
            {
                EntryBatch batch = Take(record, places, entry);
                entry += batch.EntryCount;                  // before the batch is handed over, and perhaps disposed
                yield return batch;
            }
        }
    }

    /// <inheritdoc/>
    public IBatchSource WithColumns(Schema columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        return new ArrowSource(_file, _options, _stored, new Schema(columns.Select(c => Schema[c.Name])));
    }

    private EntryBatch Take(RecordBatch record, int[] places, long firstEntry)
    {
        using (record)
            return new EntryBatch(
                Schema, RecordColumns.Of(record, Schema, places), EntryIdentities.Range(_file, firstEntry, record.Length));
    }

    private static int Find(ArrowSchema stored, string name)
    {
        for (int i = 0; i < stored.FieldsList.Count; i++)
            if (stored.FieldsList[i].Name == name) return i;
        throw PipelineException.NoColumn(name, stored.FieldsList.Select(f => f.Name));
    }
}
