using System.Runtime.CompilerServices;

namespace Hep.Jagged.Tests.Pipelines;

/// <summary>Batches in memory, which can be read again.</summary>
internal sealed class BatchSource(params EntryBatch[] batches) : IBatchSource
{
    public Schema Schema => batches[0].Schema;

    public long? EntryCount => batches.Sum(b => (long)b.EntryCount);

    public async IAsyncEnumerable<EntryBatch> ReadAsync(int epoch = 0, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (EntryBatch batch in batches)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
            yield return batch.Share();
        }
    }

    /// <summary>A batch of these columns, from no file.</summary>
    public static EntryBatch Batch(params Column[] columns) =>
        new(columns, EntryIdentities.Range(EntrySource.None, 0, columns.Length == 0 ? 0 : columns[0].EntryCount));
}
