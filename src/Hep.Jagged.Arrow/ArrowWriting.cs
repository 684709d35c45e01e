using Apache.Arrow;
using Apache.Arrow.Ipc;
using ArrowSchema = Apache.Arrow.Schema;

namespace Hep.Jagged.Arrow;

/// <summary>Writes streams of batches as Arrow IPC, which pyarrow, pandas and polars read.</summary>
public static class ArrowWriting
{
    /// <summary>Reads the source once and writes its batches, each as a record batch.</summary>
    /// <param name="source">The source.</param>
    /// <param name="destination">Where the bytes go; stays open.</param>
    /// <param name="form">File or stream.</param>
    /// <param name="cancellationToken">Ends the writing; what was written is not whole then.</param>
    /// <returns>The number of entries.</returns>
    /// <exception cref="ArgumentException">The destination cannot be written, or cannot seek and a file is wanted.</exception>
    public static Task<long> WriteArrowAsync(
        this IBatchSource source, Stream destination, ArrowForm form = ArrowForm.File, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.ReadAsync(0, cancellationToken).WriteArrowAsync(source.Schema, destination, form, cancellationToken);
    }

    /// <summary>Writes batches, each as a record batch, and disposes them.</summary>
    /// <param name="batches">The batches.</param>
    /// <param name="schema">Their columns: a stream without batches has some too.</param>
    /// <param name="destination">Where the bytes go; stays open.</param>
    /// <param name="form">File or stream.</param>
    /// <param name="cancellationToken">Ends the writing; what was written is not whole then.</param>
    /// <returns>The number of entries.</returns>
    /// <exception cref="ArgumentException">The destination cannot be written, or cannot seek and a file is wanted.</exception>
    /// <exception cref="PipelineException">A batch has other columns.</exception>
    public static Task<long> WriteArrowAsync(this IAsyncEnumerable<EntryBatch> batches, Schema schema, Stream destination,
        ArrowForm form = ArrowForm.File, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batches);
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(destination);
        if (!destination.CanWrite) throw new ArgumentException("The destination cannot be written.", nameof(destination));
        if (form == ArrowForm.File && !destination.CanSeek)
            throw new ArgumentException(
                "The destination cannot seek, which an Arrow file needs: write ArrowForm.Stream.", nameof(destination));
        return WriteAsync(batches, schema, destination, form, cancellationToken);
    }

    private static async Task<long> WriteAsync(
        IAsyncEnumerable<EntryBatch> batches, Schema schema, Stream destination, ArrowForm form, CancellationToken cancellationToken)
    {
        ArrowSchema stored = schema.ToArrowSchema();
        using ArrowStreamWriter writer = form == ArrowForm.File
            ? new ArrowFileWriter(destination, stored, leaveOpen: true)
            : new ArrowStreamWriter(destination, stored, leaveOpen: true);
        await writer.WriteStartAsync(cancellationToken).ConfigureAwait(false);
        long entries = 0;
        await foreach (EntryBatch batch in batches.WithCancellation(cancellationToken).ConfigureAwait(false))
            using (batch)
            {
                if (!batch.Schema.Equals(schema))
                    throw new PipelineException($"A batch from entry {entries} on has the columns [{string.Join(", ", batch.Schema)}], "
                        + $"which cannot follow [{string.Join(", ", schema)}]: select the same columns of all.");
                using RecordBatch record = ColumnRecordBatch.Of(batch, stored);
                await writer.WriteRecordBatchAsync(record, cancellationToken).ConfigureAwait(false);
                entries += batch.EntryCount;
            }
        await writer.WriteEndAsync(cancellationToken).ConfigureAwait(false);
        return entries;
    }
}
